import { Variant } from '@homeostat/bus';
import { FakeError, FakeService } from '@homeostat/bus/testing';
import { daemon, exit, serviceName, transactionInterface } from '../protocol.ts';

/** A transaction of the fake, as the script of a test sees it. */
export interface FakeTransaction {
  readonly path: string;
  readonly hints: readonly string[];
  emit(member: string, signature?: string, ...body: readonly unknown[]): void;
  /** In one signal, as hints allow it since PackageKit 1.2.6. */
  packages(...packages: readonly (readonly [info: number, id: string])[]): void;
  set(properties: Readonly<Record<string, Variant>>): void;
  error(code: number, text: string): void;
  finish(how?: number): void;
}

/** What a method of a transaction does. It is called before it is answered, so what it emits comes before the answer. */
type Script = (transaction: FakeTransaction, ...args: never[]) => unknown;

/** A PackageKit that does what a test says. */
export class FakePackageKit {
  readonly service: FakeService;
  readonly #scripts = new Map<string, Script>();
  /** What transactions were asked to do, without hints. */
  readonly roles: { readonly member: string; readonly args: readonly unknown[]; readonly path: string }[] =
    [];
  #made = 0;

  static async start(address: string, backend = 'apt'): Promise<FakePackageKit> {
    return new FakePackageKit(await FakeService.start(address, serviceName), backend);
  }

  private constructor(service: FakeService, backend: string) {
    this.service = service;
    service.export(daemon.path, daemon.interface, {
      methods: { CreateTransaction: { out: 'o', call: () => this.#create() } },
      properties: { BackendName: new Variant('s', backend) },
    });
  }

  /** What the next transactions do when they are asked to. */
  on(member: string, script: Script): void {
    this.#scripts.set(member, script);
  }

  #create(): string {
    this.#made += 1;
    const path = `/${this.#made}_abcdefgh`;
    const transaction = this.#transaction(path);
    const method = (member: string, signature = '') => ({
      in: signature,
      call: (...args: never[]) => {
        this.roles.push({ member, args, path });
        const script = this.#scripts.get(member);
        if (!script)
          throw new FakeError(`${transactionInterface}.NotSupported`, 'The test says nothing of it');
        return Promise.resolve(script(transaction, ...args)).then(() => {});
      },
    });
    this.service.export(path, transactionInterface, {
      methods: {
        SetHints: {
          in: 'as',
          call: (hints: string[]) => {
            transaction.hints.push(...hints);
            return this.#scripts.get('SetHints')?.(transaction);
          },
        },
        Cancel: method('Cancel'),
        Resolve: method('Resolve', 'tas'),
        GetFiles: method('GetFiles', 'as'),
        InstallPackages: method('InstallPackages', 'tas'),
        UpdatePackages: method('UpdatePackages', 'tas'),
        RemovePackages: method('RemovePackages', 'tasbb'),
        RefreshCache: method('RefreshCache', 'b'),
        RepairSystem: method('RepairSystem', 't'),
      },
    });
    return path;
  }

  #transaction(path: string) {
    const emit: FakeTransaction['emit'] = (member, signature, ...body) =>
      this.service.emit(path, transactionInterface, member, signature, ...body);
    return {
      path,
      hints: [] as string[],
      emit,
      packages: (...packages: readonly (readonly [number, string])[]) =>
        emit(
          'Packages',
          'a(uss)',
          packages.map(([info, id]) => [info, id, 'For tests']),
        ),
      set: (properties: Readonly<Record<string, Variant>>) =>
        this.service.set(path, transactionInterface, properties),
      error: (code: number, text: string) => emit('ErrorCode', 'us', code, text),
      finish: (how: number = exit.success) => emit('Finished', 'uu', how, 1),
    } satisfies FakeTransaction;
  }
}
