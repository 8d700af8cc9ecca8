/** An edit of one file below contracts/, which must change it. */
export type Edit = readonly [file: string, from: string | RegExp, to: string];

/** A change planted in the TypeSpec sources. */
export interface Planted {
  what: string;
  edits: readonly Edit[];
}

/** One that breaks: what the gate must find, and nothing else. */
export interface PlantedBreak extends Planted {
  /** The rules, in any order; each once. */
  rules: readonly string[];
  /** The sentences must hold each of these. */
  names: readonly string[];
  /** Where: text of the line, by default the first line that the edit changed. `before` for what is gone. */
  at?: string;
  before?: true;
  /** Who must be named as affected. */
  affects?: readonly string[];
}

/** What the contracts do not have yet and changes are planted in: fields without a model, a base, two parameters in a path. */
export const source = `
@extension("unevaluatedProperties", false)
model PlantedBase {
  size?: int32;
  weight?: int32;
}

model PlantedPart extends PlantedBase {
  name?: string;
}

/** Takes the planted. */
@tag("Planted")
@post
@route("/planted/{first}/{second}")
@useAuth(NoAuth)
op plant(@path first: int32, @path second: string, @body body: {
  part?: PlantedPart;
  one?: string;
  other?: {
    deep?: string;
  };
}): {
  kept: string;
  left: string;
  right: string;
} | Trouble;
`;
