import { Problem } from '@homeostat/resource';

/** `suggestion`: what may have been meant, as a sentence. */
export function packageUnknown(name: string, suggestion?: string): Problem {
  return new Problem('PACKAGE_UNKNOWN', `There is no package "${name}" in the lists of this machine`, {
    hint: suggestion ?? 'Correct the name, or declare the repository that has it',
  });
}

/** Of what is in no list, when newer ones can't be had. */
export function listsNotFetched(missing: Problem, cause: Problem): Problem {
  return new Problem(missing.code, missing.message, {
    hint: `It may be in newer ones, which could not be fetched: ${cause.message}. ${cause.hint ?? ''}`.trimEnd(),
    cause,
  });
}

export function versionUnavailable(name: string, wanted: string, available: readonly string[]): Problem {
  return new Problem(
    'PACKAGE_VERSION_UNAVAILABLE',
    `No version of "${name}" that can be installed is ${wanted}`,
    {
      hint: `There are: ${available.slice(0, 10).join(', ')}${available.length > 10 ? ' and more' : ''}. Debian's versions have a revision: 1.2 is not 1.2-3; write a range for any of them`,
    },
  );
}

export function wouldDowngrade(name: string, installed: string, wanted: string): Problem {
  return new Problem(
    'PACKAGE_DOWNGRADE',
    `"${name}" is installed as ${installed}, and to become ${wanted} it would be set back`,
    { hint: 'Declare a version that is not lower, or allowDowngrade: true' },
  );
}

export function packageHeld(name: string, installed: string, wanted: string): Problem {
  return new Problem(
    'PACKAGE_HELD',
    `"${name}" is held as it is (${installed}), so it does not become ${wanted}`,
    {
      hint: 'Somebody marked it: see apt-mark showhold. Declare hold: false to lift that, or hold: true to keep it held and yet let this resource change it',
    },
  );
}

export function packageContradicted(name: string, id: string, first: string): Problem {
  return new Problem(
    'PACKAGE_CONTRADICTED',
    `${id} wants "${name}" otherwise than ${first}, which keeps it`,
    {
      hint: 'Remove one of the two, or let them want the same state and hold',
    },
  );
}

export function packageNotChanged(name: string, found: string, wanted: string): Problem {
  return new Problem(
    'PACKAGE_NOT_CHANGED',
    `The package manager says that all is done, and yet "${name}" is ${found} and not ${wanted}`,
    { hint: 'Try it by hand with the package manager itself, and see what it says' },
  );
}

export function holdNotChanged(name: string, held: boolean): Problem {
  return new Problem(
    'PACKAGE_NOT_CHANGED',
    `The package manager says that all is done, and yet "${name}" is ${held ? 'not held' : 'still held'}`,
    { hint: 'Try it by hand: apt-mark hold, apt-mark unhold' },
  );
}

export function providerMissing(provider: string, lookedFor: readonly string[]): Problem {
  return new Problem(
    'PROVIDER_MISSING',
    provider === 'auto'
      ? 'There is no package manager on this machine that is known here'
      : `The package manager "${provider}" is not on this machine`,
    { hint: `Looked for ${lookedFor.join('; and for ')}` },
  );
}
