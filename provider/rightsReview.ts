import type * as pulumi from "@pulumi/pulumi";
import type { LackingRight } from "../databricks/sources/source";
import { sourceOf } from "../databricks/sources/sources";
import { WorkspaceError } from "../databricks/workspaceError";
import { nameOf, type SpecInputs } from "./servedSpec";
import { workspaceOf } from "./workspaces";

/**
 * What the gateway's identity lacks to call a model, as lines for the preview, with the statements that give it. They give no
 * right by themselves, and a lacking one is no error: somebody else may give it later.
 *
 * @param principal the identity's application id
 * @param isNew whether to say also what cannot be read
 */
export async function rightsInWords(
    config: pulumi.dynamic.Config,
    program: SpecInputs,
    principal: string,
    isNew: boolean,
): Promise<string[]> {
    const { workspace, kind, endpoint } = program;
    const name = nameOf(program);
    const { ahead } = workspaceOf(config, workspace);
    const source = sourceOf(kind).rights;
    if (!source) return [];
    let rights: LackingRight[];
    try {
        const reached = await ahead.rightsWorkspaceFor({ workspace, kind, name: endpoint }, principal);
        rights = await source.lacking(reached, endpoint, principal);
    } catch (error) {
        if (!(error instanceof WorkspaceError)) throw error;
        return [`warning: ${name}: the rights of the gateway's identity cannot be read: ${error.failure}`];
    }
    const lacking = rights.filter(({ isKnown }) => isKnown);
    const unread = isNew ? rights.filter(({ isKnown }) => !isKnown) : [];
    return [
        ...lines(
            lacking,
            `warning: ${name}: the gateway's identity (${principal}) lacks ${inWords(lacking)}. Callers get 502 until it ` +
                "has them, which takes some minutes after a change. Run:",
        ),
        ...lines(
            unread,
            `${name}: the deploying identity cannot read whether the gateway's identity (${principal}) has ` +
                `${inWords(unread)} (this takes ${source.readWith}). If it lacks them, run:`,
        ),
    ];
}

function lines(rights: readonly LackingRight[], first: string): string[] {
    return rights.length === 0 ? [] : [first, ...rights.map(({ statement }) => `  ${statement}`)];
}

function inWords(rights: readonly LackingRight[]): string {
    return rights.map(({ right }) => right).join(", ");
}
