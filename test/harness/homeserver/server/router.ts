import type { Route } from '../protocol/routes.ts'

export type Found = { readonly route: Route; readonly params: Readonly<Record<string, string>> }

type Branch = {
  readonly fixed: Map<string, Branch>
  variable: { readonly name: string; readonly branch: Branch } | undefined
  readonly routes: Map<string, Route>
}

const branch = (): Branch => ({ fixed: new Map(), variable: undefined, routes: new Map() })

/** Finds the route of a request, segment by segment. */
export class Router {
  readonly #root = branch()

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      let at = this.#root
      for (const segment of route.path.split('/').slice(1)) at = stepInto(at, segment)
      at.routes.set(route.method, route)
    }
  }

  /** `path`: without the query, as it came. Undefined: there is no such endpoint. */
  find(method: string, path: string): Found | undefined {
    let at = this.#root
    const params: Record<string, string> = {}
    for (const segment of path.split('/').slice(1)) {
      const fixed = at.fixed.get(segment)
      if (fixed !== undefined) at = fixed
      else if (at.variable !== undefined) {
        params[at.variable.name] = decodeURIComponent(segment)
        at = at.variable.branch
      } else return undefined
    }
    const route = at.routes.get(method)
    return route && { route, params }
  }
}

function stepInto(at: Branch, segment: string): Branch {
  const name = /^\{(\w+)\}$/.exec(segment)?.[1]
  if (name === undefined) {
    const next = at.fixed.get(segment) ?? branch()
    at.fixed.set(segment, next)
    return next
  }
  at.variable ??= { name, branch: branch() }
  if (at.variable.name !== name) throw new Error(`One place of a path has two names: ${at.variable.name} and ${name}`)
  return at.variable.branch
}
