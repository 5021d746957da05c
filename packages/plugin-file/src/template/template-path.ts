/** Whether a template is the path of one, and not its text. */
export function isTemplateFile(template: string): boolean {
  return /^\/[^\n]*\.liquid$/.test(template);
}

/** What is wrong with a template that is meant as a path, and would become the content of the file. */
export function misreadPath(template: string): string | undefined {
  if (isTemplateFile(template) || /\n|\{[{%]/.test(template)) return undefined;
  if (template.endsWith('.liquid'))
    return `Write the absolute path of the template; "${template}" does not begin with a slash`;
  if (template.startsWith('/'))
    return 'The file of a template has a name that ends in .liquid; if this is the text itself, end it with a line feed or declare it as content';
  return undefined;
}
