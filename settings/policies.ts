import { z } from "zod";
import { members, orFalse, text, unlessEmpty } from "./schema";
import { setting } from "./setting";

/** Whether a team's policy runs before or after those of the gateway in a section. */
export type Position = "before" | "after";

/** A policy fragment that the platform team wrote, and where it runs. */
export interface OwnPolicy {
    /** Identifier of a policy fragment that the service has. @example "company-logging" */
    readonly fragment: string;
    readonly position: Position;
}

/** The sections of a policy document, by the names of the members. */
export type OwnSection = "inbound" | "backend" | "outbound" | "onError";

/** What the platform team adds to each section. */
export type OwnPolicies = { readonly [section in OwnSection]?: readonly OwnPolicy[] };

const fragment = text("the identifier of a policy fragment of the service").regex(
    /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?$/,
    "must be the identifier of a policy fragment: 1 to 80 letters, digits, underscores and hyphens, with no hyphen at " +
        "either end",
);

const entry = members({
    fragment: fragment.describe("Identifier of a policy fragment that the service has."),
    position: z
        .enum(["before", "after"], { error: 'must be "before" or "after"' })
        .default("before")
        .describe("Whether it runs `before` or `after` the gateway's own policies of the section."),
});

const list = z
    .array(entry, { error: "must be a list of policy fragments, e.g. - fragment: company-logging" })
    .superRefine((entries, context) => {
        entries.forEach(({ fragment }, index) => {
            const first = entries.findIndex((other) => other.fragment.toLowerCase() === fragment.toLowerCase());
            if (first === index) return;
            context.addIssue({
                code: "custom",
                path: [index],
                message: `includes "${fragment}", which the section includes already. Remove one`,
            });
        });
    })
    .optional();

const inbound = list.describe("Fragments that run when a call arrives, after `cors`.");
const outbound = list.describe("Fragments that run when the endpoint has answered.");
const onError = list.describe("Fragments that run when a call fails.");

const policiesSchema = members({
    inbound,
    backend: list.describe("Fragments that run around the call of the endpoint, which stays the gateway's."),
    outbound,
    onError,
}) satisfies z.ZodType<OwnPolicies>;

type Given = z.infer<typeof policiesSchema>;

const sections: readonly OwnSection[] = ["inbound", "backend", "outbound", "onError"];

/** The endpoint's own run closer to the call than the stack's; undefined where there are none. */
function policiesOf(stack: Given | undefined, own: Given | false | undefined): OwnPolicies | undefined {
    if (own === false) return undefined;
    const all = sections.map((section) => {
        const ofStack = stack?.[section] ?? [];
        const isAt = (position: Position) => (each: OwnPolicy) => each.position === position;
        return [
            section,
            [...ofStack.filter(isAt("before")), ...(own?.[section] ?? []), ...ofStack.filter(isAt("after"))],
        ] as const;
    });
    const used = all.filter(([, entries]) => entries.length > 0);
    return used.length === 0 ? undefined : Object.fromEntries(used);
}

export const policies = setting({
    schema: orFalse(policiesSchema),
    schemaAt: { stack: unlessEmpty(policiesSchema) },
    default: {},
    at: ["stack", "endpoint"],
    words:
        "The platform team's own policy fragments, which the policies of the APIs include. An endpoint's fragments run " +
        "in addition to the stack's and closer to the call; `false` means that the endpoint has none. " +
        "[governance.md](governance.md#policies-of-your-own) describes what they see and when they run.",
    example: { inbound: [{ fragment: "company-logging" }] },
    combine: policiesOf,
});
