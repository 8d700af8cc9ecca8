import { Problem } from '@ecomm/runtime/problem';

export interface Route {
  readonly method: string;
  /** In Elysia's form: `/:id/image`. */
  readonly path: string;
}

/** The methods that `path` (of a request) may be asked with, as `Allow` has them; none for a path of no route. */
export function allowedMethods(routes: readonly Route[]): (path: string) => string[] {
  const known = named(routes).map(({ method, path }) => ({ method, path, matches: pattern(path) }));
  return (path) => {
    const matching = known.filter((route) => route.matches.test(path));
    // A path that is spelled out wins over one with parameters, as in OpenAPI.
    const exact = matching.filter((route) => !hasParameter(route.path));
    const methods = new Set((exact.length > 0 ? exact : matching).map(({ method }) => method));
    if (methods.has('GET')) methods.add('HEAD');
    return [...methods].toSorted();
  };
}

/**
 * What the router would take for an id: methods that a spelled-out path lacks, but a path with parameters that matches it
 * has. `GET /create` is then no order with the id `create`.
 */
export function shadowed(all: readonly Route[]): Route[] {
  const routes = named(all);
  const spelledOut = new Set(routes.filter(({ path }) => !hasParameter(path)).map(({ path }) => path));
  return [...spelledOut].flatMap((path) => {
    const own = new Set(routes.filter((route) => route.path === path).map(({ method }) => method));
    const others = routes.filter((route) => hasParameter(route.path) && pattern(route.path).test(path));
    return [...new Set(others.map(({ method }) => method))].flatMap((method) =>
      own.has(method) ? [] : [{ method, path }],
    );
  });
}

/** 405 (RFC 9110 §15.5.6): the path is known, but not with this method. */
export const otherMethod = (method: string, allowed: readonly string[]): Problem =>
  new Problem(405, 'method.not_allowed', `${method} is not for this path; it takes ${allowed.join(', ')}.`);

/** Without those for whatever path there is. */
const named = (routes: readonly Route[]): Route[] => routes.filter(({ path }) => !path.endsWith('*'));

const hasParameter = (path: string): boolean => path.includes(':');

/** With and without a slash at the end, as the router has it. */
const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replace(/\/$/, '')
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')}/?$`,
  );
