import { Eta } from 'eta';
import type { MailData, Template } from './mail.ts';

const views = `${import.meta.dir}/../templates`;
const html = new Eta({ views, defaultExtension: '.html.eta', cache: true, autoEscape: true });
const text = new Eta({ views, defaultExtension: '.text.eta', cache: true, autoEscape: false });

/** A mail's two bodies. In HTML every value is escaped. */
export const render = (template: Template, subject: string, data: MailData): { html: string; text: string } => ({
  html: html.render(template, { ...data, subject }),
  text: text.render(template, { ...data, subject }),
});
