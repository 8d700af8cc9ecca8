import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/snap/bin/chromium',
];

/** What to say where there is no browser. */
export const howToGetChromium =
  'No Chromium was found. Install one (Debian: apt-get install chromium, macOS: brew install --cask chromium), or name one by CHROMIUM_PATH.';

/** An installed Chromium or Chrome: the one of CHROMIUM_PATH, else the first that is found; undefined when there is none. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH: named } = process.env;
  if (named) return named;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const found = Bun.which(name);
    if (found) return found;
  }
  return places.find((place) => existsSync(place));
}

/** A browser for which no other host has an address, and which asks nothing on its own account. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(howToGetChromium);
  return chromium.launch({
    executablePath,
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-pings',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
