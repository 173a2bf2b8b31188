import { z } from "zod";
import { flag, members, orFalse, policyData, unlessEmpty, wholeNumber } from "./schema";
import { setting, unlessOff } from "./setting";

/** Which web pages may call from a browser. It stops nobody else. */
export interface CorsSettings {
    /** As browsers write them, e.g. `https://portal.contoso.example`, or `*` alone. */
    readonly origins: readonly string[];
    readonly methods: readonly string[];
    /** Request headers that a page may send; `*` for any. */
    readonly headers: readonly string[];
    /** Response headers that a page may read beside those that every page may. @default those that callers are told to use */
    readonly exposeHeaders: readonly string[];
    /** Whether browsers send cookies and client certificates along. */
    readonly credentials: boolean;
    /** How long a browser may keep the answer to its preflight request, in seconds. */
    readonly maxAge?: number;
}

const originSchema = policyData("an origin, e.g. https://portal.contoso.example").refine(
    (origin) => origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin),
    "must be an origin as browsers write it, without a path or a trailing slash, e.g. https://portal.contoso.example",
);

const headerName = z
    .string({ error: "must be a header's name" })
    // A token of RFC 9110, 5.6.2; the asterisk alone is any.
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, "must be a header's name: letters, digits and hyphens");

const list = <Item extends z.ZodType>(item: Item, what: string) =>
    z.array(item, { error: `must be a list of ${what}` }).min(1, `lists no ${what}. Name one, or leave it out`);

/** When to come again, under which id the call is logged, and which model answered. */
const exposed = ["Retry-After", "x-correlation-id", "served-model-name"];

/** Which pages may call from browsers, and with what. The setting `cors` takes `false` too. */
export const corsSchema = members({
    origins: z
        .array(originSchema, { error: "must be a list of origins, e.g. https://portal.contoso.example" })
        .min(1, "lists no origin. List the origins that may call, or remove cors")
        .describe("Origins of the pages, or `*` alone for every page."),
    methods: list(
        z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "*"], {
            error: "must be a method, e.g. POST",
        }),
        "methods",
    )
        .default(["GET", "POST"])
        .describe("Methods that pages may use."),
    headers: list(headerName, "headers").default(["*"]).describe("Request headers that pages may send. `*`: any."),
    exposeHeaders: list(headerName, "headers").default(exposed).describe("Response headers that pages may read."),
    credentials: flag
        .default(false)
        .describe("Whether browsers send cookies and client certificates. Not with the origin `*`."),
    // Browsers keep it for a day at most (Firefox), others for less.
    maxAge: wholeNumber(0, 86_400, "a whole number of seconds from 0 to 86400")
        .optional()
        .describe("Seconds that browsers keep the answer to a preflight request."),
}).superRefine(({ origins, credentials }, context) => {
    const add = (message: string) => context.addIssue({ code: "custom", path: ["origins"], message });
    if (!origins.includes("*")) return;
    if (origins.length > 1) add('lists * together with others. Keep only "*", or only the others');
    // Fetch standard, 3.3.5: with credentials, `*` is refused by browsers; and any page could act as its visitor.
    if (credentials)
        add("is *, and with credentials any page could call as its visitor. List the origins that may call");
}) satisfies z.ZodType<CorsSettings>;

export const cors = setting({
    schema: orFalse(corsSchema),
    schemaAt: { stack: unlessEmpty(orFalse(corsSchema)) },
    default: {},
    at: ["stack", "endpoint"],
    words:
        "The web pages that may call from browsers. An endpoint's value replaces the stack's; `false` means none. " +
        "Without " +
        "it, browsers refuse calls from other origins.",
    example: { origins: ["https://portal.contoso.example"] },
    combine: unlessOff<CorsSettings>,
});
