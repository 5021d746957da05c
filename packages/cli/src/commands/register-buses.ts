import { createBus, SESSION_BUS, SYSTEM_BUS } from '@homeostat/bus';
import type { EngineOptions } from '@homeostat/engine';
import type { Problem } from '@homeostat/resource';

type Container = Parameters<NonNullable<EngineOptions['configure']>>[0];

/** They connect at their first use, end with the process and don't keep it alive. */
export function registerBuses(container: Container, onWarning: (problem: Problem) => void): void {
  container.register(SYSTEM_BUS, { useValue: createBus('system', { onWarning }) });
  container.register(SESSION_BUS, { useValue: createBus('session', { onWarning }) });
}
