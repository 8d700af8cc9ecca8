import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { httpAnswers, mailAnswers } from './probe.ts';
import type { ProcessSpec } from './process-spec.ts';

export interface MaildevOptions {
  /** Where mails are kept between runs. */
  folder: string;
  smtpPort: number;
  webPort: number;
}

/** Maildev, the mail server that shows what it was sent: SMTP and a page, loopback only. */
export async function prepareMaildev({ folder, smtpPort, webPort }: MaildevOptions): Promise<ProcessSpec> {
  await mkdir(folder, { recursive: true });
  const script = join(dirname(fileURLToPath(import.meta.resolve('maildev'))), 'bin', 'maildev.js');
  const listen = ['--ip', '127.0.0.1', '--smtp', String(smtpPort), '--web-ip', '127.0.0.1', '--web', String(webPort)];
  return {
    name: 'maildev',
    argv: [process.execPath, '--no-orphans', script, ...listen, '--mail-directory', folder, '--max-emails', '10000'],
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
    mark: script,
    ready: async () => (await mailAnswers(smtpPort)) && (await httpAnswers(`http://127.0.0.1:${webPort}/api/healthz`)),
    stopWithinMs: 5000,
  };
}
