/** The variables by which a machine without another way tells apt of its proxy. */
const proxies = ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy'];

/**
 * What apt and dpkg see: nobody to ask, and messages in the language we read. Built anew, so that nothing of whoever started us
 * gets into maintainer scripts; the proxies excepted.
 */
export function environment(): Record<string, string> {
  const proxy = proxies.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
    APT_LISTCHANGES_FRONTEND: 'none',
    ...Object.fromEntries(proxy),
  };
}
