import { expect, test } from 'vitest';
import { parsePolicy } from './available-versions.ts';

test('parsePolicy reads the candidate first, then what repositories have', () => {
  const text = `lab-tool:
  Installed: 1.0
  Candidate: 1.5
  Version table:
     2.0 400
        400 http://deb.debian.org/debian sid/main amd64 Packages
     1.5 500 (phased 10%)
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
        500 http://security.debian.org bookworm-security/main amd64 Packages
 *** 1.0 500
        500 file:/srv/packages ./ Packages
        100 /var/lib/dpkg/status
gone:
  Installed: 3.0
  Candidate: 3.0
  Version table:
 *** 3.0 100
        100 /var/lib/dpkg/status
replaced:
  Installed: 3.0
  Candidate: 4.0
  Version table:
     4.0 -10
        500 file:/srv/packages ./ Packages
 *** 3.0 100
        100 /var/lib/dpkg/status
awk:
  Installed: (none)
  Candidate: (none)
  Version table:
libc6:i386:
  Installed: (none)
  Candidate: 2.36
  Version table:
     2.36 500
        500 http://deb.debian.org/debian bookworm/main i386 Packages
`;
  expect([...parsePolicy(text)]).toEqual([
    ['lab-tool', ['1.5', '2.0', '1.0']],
    ['gone', ['3.0']],
    ['replaced', ['4.0']],
    ['awk', []],
    ['libc6:i386', ['2.36']],
  ]);
  expect([...parsePolicy('')]).toEqual([]);
});
