import type * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { z } from "zod";
import { type FilePlace, type PolicyFile, readPolicyFile } from "./policyFile";
import { oncePolicies, type OwnScope, type OwnSection } from "./policySections";
import { members, orFalse, text, unlessEmpty } from "./schema";
import { setting } from "./setting";

/** Whether a team's policy runs before or after those of the gateway in a section. */
export type Position = "before" | "after";

/** A policy fragment that the platform team wrote, and where it runs. */
export interface OwnPolicy {
    /** Identifier of a policy fragment that the service has; for a file, what its fragment's name ends in. */
    readonly fragment: string;
    readonly position: Position;
    /** The file that the stack declares as a policy fragment. @default the service has the fragment */
    readonly file?: PolicyFile;
    /** What is declared for the file. @default nothing yet */
    readonly resource?: pulumi.Resource;
}

/** What the platform team adds to each section. */
export type OwnPolicies = { readonly [section in OwnSection]?: readonly OwnPolicy[] };

const fragment = text("the identifier of a policy fragment of the service").regex(
    /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?$/,
    "must be the identifier of a policy fragment: 1 to 80 letters, digits, underscores and hyphens, with no hyphen at " +
        "either end",
);

const file = text("the path of a file with a policy fragment")
    .max(200, "must not be longer than 200 characters")
    .regex(
        /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w. -]+(?:\/[\w. -]+)*\.xml$/,
        "must be the path of an .xml file in the folder of Pulumi.yaml or below it, with / between folders, e.g. " +
            "policies/company-headers.xml",
    );

const entryIn = (section: OwnSection, scope: OwnScope) =>
    members({
        fragment: fragment.optional().describe("Identifier of a policy fragment that the service has."),
        file: file
            .optional()
            .describe("Path of a file with a policy fragment, which the stack declares, instead of `fragment`."),
        position: z
            .enum(["before", "after"], { error: 'must be "before" or "after"' })
            .default("before")
            .describe("Whether it runs `before` or `after` the gateway's own policies of the section."),
    }).transform(({ fragment, file, position }, context): OwnPolicy => {
        const issue = (message: string, path: string[] = []) => {
            context.addIssue({ code: "custom", path, message });
            return z.NEVER;
        };
        if ((fragment === undefined) === (file === undefined)) return issue("must have one of fragment and file");
        if (fragment !== undefined) return { fragment, position };
        const place = { section, scope };
        const read = readPolicyFile(file!, place);
        if ("path" in read)
            return { fragment: fileFragmentName(read.path, place, read.policies), position, file: read };
        read.forEach((problem) => issue(problem, ["file"]));
        return z.NEVER;
    });

/**
 * What the name of a file's fragment ends in. Two files never have one name, nor has a file in two sections, or in policies of
 * APIs and of products: what it gets for the one cannot always stand in the other. Nor has a file that gains or loses a policy
 * which a document has once: fragments are written before the policies that include them, and those in force still include
 * the file twice, or another one with that policy. One of another name is included by nobody yet.
 *
 * @param place @default inbound, in policies of APIs
 * @param policies in the file. @default none that a document has once
 */
export function fileFragmentName(
    path: string,
    { scope, section }: FilePlace = firstPlace,
    policies: readonly string[] = [],
): string {
    const name = path.slice(path.lastIndexOf("/") + 1, -".xml".length);
    const isFirst = scope === firstPlace.scope && section === firstPlace.section;
    const once = policies.filter((policy) => oncePolicies.has(policy)).sort();
    const hashed = [path, ...(isFirst ? [] : [scope, section]), ...once].join("\n");
    return `own-${name}-${createHash("sha256").update(hashed).digest("hex").slice(0, 8)}`;
}

const firstPlace: FilePlace = { scope: "api", section: "inbound" };

const listIn = (section: OwnSection, scope: OwnScope) =>
    z
        .array(entryIn(section, scope), {
            error: "must be a list of policy fragments, e.g. - fragment: company-logging",
        })
        .superRefine((entries, context) => {
            // What is refused already has no name.
            const names = entries.map((each: Partial<OwnPolicy> | undefined) => each?.fragment?.toLowerCase());
            names.forEach((name, index) => {
                if (name === undefined || names.indexOf(name) === index) return;
                const { fragment, file } = entries[index]!;
                const message = `includes "${file?.path ?? fragment}", which the section includes already. Remove one`;
                context.addIssue({ code: "custom", path: [index], message });
            });
        })
        .optional();

/** What products have too: only the API's own section makes the call. */
const around = (scope: OwnScope) => ({
    inbound: listIn("inbound", scope).describe("Fragments that run when a call arrives, after `cors`."),
    outbound: listIn("outbound", scope).describe("Fragments that run when the endpoint has answered."),
    onError: listIn("onError", scope).describe("Fragments that run when a call fails."),
});

const policiesSchema = members({
    ...around("api"),
    backend: listIn("backend", "api").describe(
        "Fragments that run around the call of the endpoint, which stays the gateway's.",
    ),
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
    schemaAt: {
        stack: unlessEmpty(policiesSchema),
        product: members(around("product")).transform((policies): OwnPolicies => policies),
    },
    default: {},
    at: ["stack", "endpoint", "product"],
    words:
        "The platform team's own policy fragments, which the policies of the APIs include. An endpoint's fragments run " +
        "in addition to the stack's and closer to the call; `false` means that the endpoint has none. A product's " +
        "run for calls with its keys, before the API's. " +
        "[governance.md](governance.md#policies-of-your-own) describes what they see and when they run.",
    example: { inbound: [{ fragment: "company-logging" }] },
    combine: policiesOf,
});
