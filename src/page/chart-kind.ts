/** What a chart is about and what it shows, whoever draws it or reads it aloud. */

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
  readonly dashed?: boolean;
  /** Belongs to the line before it and is not named at its end. */
  readonly quiet?: boolean;
}

export interface Band {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What a chart shows at one time. */
export interface Content {
  readonly lines: readonly Line[];
  readonly bands: readonly Band[];
}

export interface ChartKind {
  readonly title: string;
  /** Unit and whatever else a reader must know, after the title. */
  readonly about: string;
  readonly write: (value: number) => string;
  readonly logarithmic?: boolean;
  /** Values are milliseconds: a logarithmic axis then has ticks where people count time. */
  readonly durations?: boolean;
  readonly highest?: number;
  /** Shares that are worth a closer look when all of them are high. */
  readonly magnified?: boolean;
  /** Things that are counted: no ticks between whole numbers. */
  readonly whole?: boolean;
  readonly stacked?: boolean;
  /** Its lines are named nowhere else on the page, so they are named beneath where they cannot be at their ends. */
  readonly keyed?: boolean;
  /** Another axis than time. */
  readonly across?: { readonly write: (value: number) => string };
}
