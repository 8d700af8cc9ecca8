import type { Browser, Locator, Page } from 'playwright-core';

/** Swagger UI of a service in a browser, with all that went wrong or elsewhere. */
export interface SwaggerPage {
  readonly page: Page;
  /** Addresses on other hosts that the page asked for; each was refused. */
  readonly strangers: string[];
  /** What the browser's console complained of. */
  readonly complaints: string[];
  /** Hands a token to the page by its Authorize dialog. */
  authorize(token: string): Promise<void>;
  operation(id: string): Locator;
  /**
   * Unfolds an operation, presses "Try it out" and "Execute" and gives the status that the page then shows. A file that
   * the form asks for is `picture`.
   */
  tryOut(id: string, picture?: Buffer): Promise<string>;
}

/** Opens /swagger of the service at `url` and waits until its operations are there. */
export async function openSwagger(browser: Browser, url: string): Promise<SwaggerPage> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const strangers: string[] = [];
  const complaints: string[] = [];
  await context.route('**/*', (route) => {
    const asked = new URL(route.request().url());
    if (asked.protocol === 'data:' || asked.protocol === 'blob:' || asked.origin === url) return route.continue();
    strangers.push(asked.href);
    return route.abort();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const operation = (id: string): Locator => page.locator(`.opblock[id$="-${id}"]`);
  await page.goto(`${url}/swagger`);
  await operation('readReadyz').waitFor();

  async function authorize(token: string): Promise<void> {
    await page.locator('.scheme-container').getByRole('button', { name: 'Authorize' }).click();
    const dialog = page.locator('.modal-ux');
    await dialog.getByRole('textbox').fill(token);
    await dialog.getByRole('button', { name: 'Apply credentials' }).click();
    await dialog.locator('button', { hasText: 'Logout' }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
  }

  async function tryOut(id: string, picture?: Buffer): Promise<string> {
    const block = operation(id);
    await block.locator('.opblock-summary-control').click();
    await block.getByRole('button', { name: 'Try it out' }).click();
    if (picture)
      await block.locator('input[type=file]').setInputFiles({ name: 'p.png', mimeType: 'image/png', buffer: picture });
    await block.getByRole('button', { name: 'Execute' }).click();
    const status = block.locator('.live-responses-table tbody .response-col_status');
    const shown = await status.first().innerText();
    await block.locator('.opblock-summary-control').click();
    return shown.trim();
  }

  return { page, strangers, complaints, authorize, operation, tryOut };
}
