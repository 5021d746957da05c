// A directory with a page for each name, and a word when one of them changes. Try it:
//   homeostat check docs/examples/site.ts
// Run it, then edit a page below /tmp/homeostat-site, or change the names here.
import { createSite, type Site } from 'homeostat/site';

const names = ['tea', 'coffee', 'water'];

const site = createSite({ graph: 'pages' });
const told = site.resource('print', 'a page has changed', { refreshOnly: true });
site.resource('file', '/tmp/homeostat-site/', { mode: '0755' });
const pages = names.map((name) => page(site, name));
site.resource('file', '/tmp/homeostat-site/index', {
  content: names.map((name) => `${name}.html\n`).join(''),
  require: pages,
});
export default site;

function page(site: Site, name: string) {
  return site.resource('file', `/tmp/homeostat-site/${name}.html`, {
    content: `<!doctype html>\n<title>${name}</title>\n`,
    mode: '0644',
    notify: told,
    meta: { retry: 2 },
  });
}
