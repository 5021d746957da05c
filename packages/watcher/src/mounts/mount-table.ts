import { readFileSync } from 'node:fs';

/** A file system at its place. */
export interface Mount {
  readonly point: string;
  /** As the kernel calls it: `ext4`, `nfs4`, `fuse.sshfs`. */
  readonly type: string;
  /** Others change what is in it, elsewhere, and any look at it may wait for them. */
  readonly remote: boolean;
  /** The kernel changes what is in it by itself. */
  readonly byKernel: boolean;
}

/** No errno tells these: they accept marks and watches, and then tell only what is done on this machine. */
const remoteTypes =
  /^(nfs4?|cifs|smb3|smbfs|ncpfs|ceph|afs|coda|9p|lustre|beegfs|glusterfs|gfs2?|ocfs2|fuse(\..+)?)$/;

/** Likewise: they tell only what programs write. */
const kernelTypes =
  /^(proc|sysfs|cgroup2?|devpts|debugfs|tracefs|securityfs|configfs|bpf|pstore|efivarfs|binfmt_misc|mqueue|rpc_pipefs|nfsd|selinuxfs|resctrl)$/;

const unknown: Mount = { point: '/', type: 'unknown', remote: false, byKernel: false };

/** What is mounted where. It comes from the kernel's list and not from the places, for a dead server would keep us there. */
export class MountTable {
  readonly #read: () => string;
  #mounts = new Map<string, { readonly mount: Mount; readonly line: string }>();
  #hasRemote = false;

  constructor(read: () => string = readMountInfo) {
    this.#read = read;
    this.refresh();
  }

  get root(): Mount {
    return this.at('/') ?? unknown;
  }

  /** Whether there is any that `remote` is true of. */
  get hasRemote(): boolean {
    return this.#hasRemote;
  }

  /** What is mounted at just this place. */
  at(point: string): Mount | undefined {
    return this.#mounts.get(point)?.mount;
  }

  /** Reads it anew. Returns the places where something was mounted or unmounted. */
  refresh(): string[] {
    const before = this.#mounts;
    this.#mounts = parse(this.#read());
    this.#hasRemote = [...this.#mounts.values()].some(({ mount }) => mount.remote);
    const places = new Set([...before.keys(), ...this.#mounts.keys()]);
    return [...places].filter((place) => before.get(place)?.line !== this.#mounts.get(place)?.line);
  }
}

function readMountInfo(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    // Without /proc everything counts as one file system.
    return '';
  }
}

/** Lines of proc_pid_mountinfo(5). Of several mounts at one place the last lies on top. */
function parse(text: string): Map<string, { mount: Mount; line: string }> {
  const mounts = new Map<string, { mount: Mount; line: string }>();
  for (const line of text.split('\n')) {
    const [id, , device, root, place] = line.split(' ');
    const [type = ''] = line.split(' - ').at(-1)!.split(' ');
    if (place === undefined) continue;
    const point = place.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    const mount = { point, type, remote: remoteTypes.test(type), byKernel: kernelTypes.test(type) };
    // Without its options, so that being remounted with others is not news.
    mounts.set(point, { mount, line: [id, device, root, type].join(' ') });
  }
  return mounts;
}
