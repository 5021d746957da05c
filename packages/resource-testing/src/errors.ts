import { Problem } from '@homeostat/resource';

export function serviceMissing(token: symbol): Problem {
  return new Problem('SERVICE_MISSING', `The resource asks for the service "${token.description ?? ''}"`, {
    hint: 'Add it to the services of testResource: [TOKEN, () => makeTheService()]',
  });
}
