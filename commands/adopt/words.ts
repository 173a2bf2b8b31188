import type { Adoption } from "./adopt";
import type { Find, Found, FoundGrant } from "./found";

/** What was found, a line each. */
export function foundLines({ finds, grants, notImportable }: Found): string[] {
    return [
        ...(finds.length > 0 ? ["Existing resources that the stack wants to create:"] : []),
        ...finds.flatMap(findLines),
        ...(grants.length > 0 ? ["", "Existing rights that the stack wants to grant:"] : []),
        ...grants.map((grant) => `  ${grantInWords(grant)}`),
        ...(notImportable.length > 0 ? ["", "Existing, and not importable:"] : []),
        ...notImportable.map((text) => `  ${text}`),
        "",
        "Documents, grants and cleanups exist only in the state and cannot be imported: `pulumi up` creates them again.",
    ];
}

function findLines({ type, name, id, differences }: Find): string[] {
    const differing = differences.length > 0 ? differences.map((text) => `differs: ${text}`) : ["no difference"];
    return [`  ${type.replace(/^.*:/, "")} "${name}"`, `    ${id}`, ...differing.map((line) => `    ${line}`)];
}

/** A right in words: which one, on what, for whom. */
export function grantInWords({ level, endpoint, applicationId }: FoundGrant): string {
    return `${level} on the endpoint "${endpoint}" for the application ${applicationId}`;
}

/** The question before resources are taken into the state. */
export function confirmation({ finds }: Found, stack: string): string {
    return [
        "Nothing is deleted now, and no key changes. From then on `pulumi up` changes them and `pulumi destroy` deletes them.",
        `Import ${finds.length === 1 ? "it" : `these ${finds.length}`} into the state of stack "${stack}"?`,
    ].join("\n");
}

/** The question whether a right is the stack's own. */
export function whose(grant: FoundGrant): string {
    return `If this stack granted it, destroying the stack removes it.\nDid this stack grant ${grantInWords(grant)}?`;
}

/** How it ended, and what to do next. */
export function outcomeLines({ found, adopted, ownGrants, pendingCreates }: Adoption, stack: string): string[] {
    if (!adopted) return ["Nothing was changed."];
    const others = found.grants.filter(({ endpoint }) => !ownGrants.includes(endpoint));
    return [
        ...(found.finds.length > 0 ? [`${counted(found.finds.length)} now in the state of stack "${stack}".`] : []),
        ...(ownGrants.length > 0
            ? [`The rights on ${ownGrants.join(", ")} now belong to the stack (serving-gateway:ownGrants).`]
            : []),
        ...(others.length > 0
            ? [`The rights on ${others.map(({ endpoint }) => endpoint).join(", ")} stay when the stack is destroyed.`]
            : []),
        `Next: ${nextCommand(stack)}`,
        ...(pendingCreates > 0
            ? [
                  `The state still lists ${pendingCreates} pending creations, which pulumi warns about. After \`up\` has ` +
                      `succeeded: npx pulumi refresh --clear-pending-creates --stack ${stack}`,
              ]
            : []),
    ];
}

/** The command that completes the deployment. */
export function nextCommand(stack: string): string {
    return `npx pulumi up --stack ${stack}`;
}

function counted(count: number): string {
    return count === 1 ? "1 resource is" : `${count} resources are`;
}
