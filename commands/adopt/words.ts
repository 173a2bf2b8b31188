import type { Adoption } from "./adopt";
import type { Find, Found, FoundGrant } from "./found";

/** What was found, a line each. */
export function foundLines({ finds, grants, notImportable }: Found): string[] {
    return [
        ...(finds.length > 0 ? [`${counted(finds.length)} in place that the stack wants to create:`] : []),
        ...finds.flatMap(findLines),
        ...(grants.length > 0 ? ["", "Rights in place that the stack wants to give:"] : []),
        ...grants.map((grant) => `  ${grantInWords(grant)}`),
        ...(notImportable.length > 0 ? ["", "In place, and nothing that can be imported:"] : []),
        ...notImportable.map((text) => `  ${text}`),
        "",
        "What only the stack's own code knows (documents, grants, cleanups) cannot be imported: `pulumi up` creates it over",
        "what is there.",
    ];
}

function findLines({ type, name, id, differences }: Find): string[] {
    const differing = differences.length > 0 ? differences.map((text) => `differs: ${text}`) : ["no difference"];
    return [`  ${type.replace(/^.*:/, "")} "${name}"`, `    ${id}`, ...differing.map((line) => `    ${line}`)];
}

export function grantInWords({ level, endpoint, applicationId }: FoundGrant): string {
    return `${level} on the endpoint "${endpoint}" for the application ${applicationId}`;
}

export function confirmation({ finds }: Found, stack: string): string {
    return [
        "Nothing is deleted now and no key changes. From then on `pulumi up` changes them and `pulumi destroy` deletes them.",
        `Take ${finds.length === 1 ? "it" : `these ${finds.length}`} into the state of stack "${stack}"?`,
    ].join("\n");
}

export function whose(grant: FoundGrant): string {
    return `If this stack gave it, it ends with the stack.\nDid this stack give ${grantInWords(grant)}?`;
}

/** How it ended, and what to do next. */
export function outcomeLines({ found, adopted, ownGrants, pendingCreates }: Adoption, stack: string): string[] {
    if (!adopted) return ["Nothing was changed."];
    const others = found.grants.filter(({ endpoint }) => !ownGrants.includes(endpoint));
    return [
        ...(found.finds.length > 0 ? [`${counted(found.finds.length)} in the state of stack "${stack}" now.`] : []),
        ...(ownGrants.length > 0
            ? [`The stack counts as its own the rights on: ${ownGrants.join(", ")} (serving-gateway:ownGrants).`]
            : []),
        ...(others.length > 0
            ? [`The rights on ${others.map(({ endpoint }) => endpoint).join(", ")} stay when the stack is destroyed.`]
            : []),
        `Next: ${nextCommand(stack)}`,
        ...(pendingCreates > 0
            ? [
                  `The state still lists ${pendingCreates} unfinished creations, of which pulumi warns. When \`up\` has ` +
                      `ended well: npx pulumi refresh --clear-pending-creates --stack ${stack}`,
              ]
            : []),
    ];
}

export function nextCommand(stack: string): string {
    return `npx pulumi up --stack ${stack}`;
}

function counted(count: number): string {
    return count === 1 ? "1 resource is" : `${count} resources are`;
}
