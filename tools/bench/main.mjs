// npm run bench [NAME ...]: measures and prints Markdown tables. Needs a build.
const names =
  process.argv.length > 2 ? process.argv.slice(2) : ['grouping', 'engine', 'config', 'watch', 'drift'];
process.stdout.write(`Node ${process.version}, ${new Date().toISOString().slice(0, 10)}; medians\n`);
for (const name of names) {
  const { run } = await import(`./${name}.mjs`);
  await run();
}
