import { describe } from 'vitest';
import { fakeWorld } from './testing/fake-world.ts';
import { svcCases } from './testing/svc-cases.ts';

describe('over a fake systemd', () => svcCases(fakeWorld));
