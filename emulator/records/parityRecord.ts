/**
 * What is taken to be true of Azure API Management or Databricks and that the emulators therefore do.
 *
 * A record is one claim and the calls that prove it, as data: nothing in it knows whether it runs against an emulator or
 * against a real service. To add one, add one file, `emulator/records/ROOM/ID.ts`, that exports it as `record`:
 *
 * ```ts
 * import type { ParityRecord } from "../parityRecord";
 *
 * export const record: ParityRecord = {
 *     id: "revision-number-in-body-must-match",
 *     claim: "A PUT of a revision whose body names another number is refused.",
 *     source: "inferred",
 *     date: "2026-11-27",
 *     setup: [{ at: "service", method: "PUT", path: "/apis/$RUN", body: { properties: { path: "$RUN" } } }],
 *     calls: [
 *         {
 *             at: "service",
 *             method: "PUT",
 *             path: "/apis/$RUN;rev=2",
 *             body: { properties: { path: "$RUN", apiRevision: "3" } },
 *             expect: { status: 400, body: { error: { code: "ValidationError" } } },
 *         },
 *     ],
 *     cleanup: [{ at: "service", method: "DELETE", path: "/apis/$RUN?deleteRevisions=true" }],
 * };
 * ```
 *
 * What a record creates below the service has `$RUN` in its name and is in `cleanup`, by itself or by what it is below: a PUT
 * that should be refused as well, because a real service may accept it. `tests/emulator/records.test.ts` checks that.
 *
 * `npm run -s parity` runs the records, `tests/commands/parity` does so against the emulators. `build.ts` has short forms
 * for common calls.
 */
export interface ParityRecord {
    /** The file's name without its extension. */
    readonly id: string;
    /** What is expected, in one sentence. */
    readonly claim: string;
    /** A URL or the title of a page, or `inferred` where no public source shows it. What part is inferred follows it. */
    readonly source: string;
    /** When that was looked up, e.g. `2026-11-27`. */
    readonly date: string;
    /** Tiers of the service for which it holds. @default every tier */
    readonly tiers?: readonly string[];
    /** Has to succeed with any status from 200 to 299. @default nothing */
    readonly setup?: readonly Call[];
    /** In their order. Empty only with `untestable`. */
    readonly calls: readonly (Call & { readonly expect: Expected })[];
    /** Deletes what the calls create, in this order, whatever happened. @default nothing */
    readonly cleanup?: readonly Call[];
    /** Why no call can show it, e.g. because it takes a week. The claim then is for people to read. */
    readonly untestable?: string;
    /** Why the calls run against the emulators only: a real service could be changed, or cost more. @default they run anywhere */
    readonly cannot?: string;
    /** Where it was shown to hold: date, tier and region of a report, e.g. `2026-12-01, Developer, northeurope`. @default nowhere */
    readonly proven?: string;
}

/**
 * One call. Every text in it, in paths, headers and bodies, can hold variables:
 *
 * | variable | value |
 * |---|---|
 * | `$RUN` | a name that nothing else on the service has, e.g. `parity-1a2b3c4d-7`: letters, digits and hyphens |
 * | `$SERVICE` | ARM id of the service |
 * | `$GATEWAY` | where the service answers callers, without a slash at the end |
 * | `$UPSTREAM` | an endpoint for APIs to call: it answers with the request's body and content type, and with the status of the query's `status` (200 without one; 400, 403, 418 or 503); its header `x-got` is the request's `x-sent` |
 * | `$WORKSPACE` | address of the Databricks workspace, without a slash at the end |
 * | `$ENDPOINT` | name of a serving endpoint of a language model there |
 * | `$AGENT` | name of a serving endpoint of an agent of the task agent/v1/chat or agent/v2/chat |
 * | `$TABLE_ENDPOINT` | name of a serving endpoint that takes tables |
 * | `$TABLE_ROW` | JSON of one row that it takes |
 * | `$NOBODY_TOKEN` | token of a principal of the workspace that has no permission on any endpoint |
 * | `$MODEL_SERVICE` | full name of a model service there that answers chats |
 * | `$APP` | name of a Databricks App there |
 * | `$NAME` | what an earlier call kept as `NAME` |
 *
 * A record that needs a variable that is not known where it runs is skipped.
 */
export interface Call {
    /**
     * What the path is below: the service in Azure Resource Manager (with the deployer's token and `api-version`
     * 2024-05-01 unless the query has one), the service's gateway (without a credential), or the workspace (with the
     * deployer's token unless there is an `authorization` header).
     */
    readonly at: "service" | "gateway" | "workspace";
    readonly method: string;
    /** Begins with a slash; may have a query. Segments are written as the path has them, escaped where needed. */
    readonly path: string;
    /** A list is sent as several headers of the name. */
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    /** Sent as JSON, or as it is where it is a text; `{ bytes: n }` sends so many. @default none */
    readonly body?: unknown;
    /**
     * Whether a long-running operation is followed to its end, whose status and body then count.
     * @default true at the service
     */
    readonly wait?: boolean;
    /** Seconds for which the call is repeated until its answer is the expected one. @default 0 */
    readonly within?: number;
    /** Members of the answer to keep as variables, by JSON pointer, e.g. `{ KEY: "/primaryKey" }`. @default none */
    readonly keep?: Readonly<Record<string, string>>;
}

/** What of an answer a record tells. A part that is absent may be anything. */
export interface Expected {
    /** One of them, where it is a list. */
    readonly status: number | readonly number[];
    /** By lower-case name; `null` for one that is not there. @default any */
    readonly headers?: Readonly<Record<string, Matcher>>;
    /** @default any */
    readonly body?: Matcher;
}

/**
 * How an answer has to be. An object has these members, and may have more; `null` stands for a member that is null or
 * absent; a list has exactly these items; everything else is equal. A body that is no JSON is one text.
 */
export type Matcher =
    | string
    | number
    | boolean
    | null
    | readonly Matcher[]
    /** A text that this regular expression fits, from beginning to end. */
    | { readonly matches: string }
    | { readonly [member: string]: Matcher };
