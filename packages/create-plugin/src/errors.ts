import { Refusal } from './refusal.ts';

export function argumentsInvalid(message: string): Refusal {
  return new Refusal('ARGUMENTS_INVALID', message, 'See --help');
}

export function nameMissing(): Refusal {
  return new Refusal(
    'PLUGIN_NAME_MISSING',
    'No name was given',
    'npm create homeostat-plugin homeostat-plugin-motd',
  );
}

export function nameInvalid(name: string, fault: string): Refusal {
  return new Refusal(
    'PLUGIN_NAME_INVALID',
    `${JSON.stringify(name)} can't be the name of a package: ${fault}`,
    'Lower-case letters, digits and - make a good name, such as homeostat-plugin-motd or @acme/motd',
  );
}

export function kindInvalid(kind: string, name: string): Refusal {
  return new Refusal(
    'KIND_INVALID',
    `The package ${name} would make the kind ${JSON.stringify(kind)}, which nobody could declare`,
    'What follows homeostat-plugin- must begin with a letter and hold only lower-case letters, digits, - and _',
  );
}

export function kindReserved(kind: string): Refusal {
  return new Refusal(
    'KIND_RESERVED',
    `Homeostat has "${kind}" itself`,
    'Choose a name for what yours keeps in another way, such as homeostat-plugin-motd',
  );
}

export function folderTaken(folder: string): Refusal {
  return new Refusal(
    'FOLDER_TAKEN',
    `${folder} is there already`,
    'Choose another name, or move it away; nothing was written',
  );
}

export function folderRefused(folder: string, cause: Error): Refusal {
  return new Refusal(
    'FOLDER_REFUSED',
    `${folder} can't be made: ${cause.message}`,
    'Look at the rights and the room in the directory above it; nothing was left behind',
  );
}
