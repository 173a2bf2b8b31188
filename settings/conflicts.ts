import { type ModelId, modelInWords } from "../databricks/sources/sources";
import type { CallersSettings } from "./callers";
import { type CredentialSettings, namedValuesOf, traitsOf } from "./credential";
import type { ByWorkspace } from "./workspace";

interface Endpoint extends ModelId {
    readonly credential: CredentialSettings;
}

/** Settings that are right each by itself and cannot be together, one line each with the fix. @param credentials of each workspace */
export function conflicts(
    listed: readonly (ModelId & { readonly credential?: CredentialSettings })[],
    credentials: ByWorkspace<CredentialSettings | undefined>,
    callers: CallersSettings,
    service: { readonly create?: object },
): string[] {
    const endpoints = listed.map(({ workspace, kind, name, credential }): Endpoint => ({
        workspace,
        kind,
        name,
        credential: credential ?? credentials.get(workspace)!,
    }));
    return [
        ...openToAnybody(endpoints, callers),
        ...twoBearers(endpoints, callers),
        ...sharedNamedValues(endpoints),
        ...(service.create
            ? endpoints.flatMap(({ credential }) => traitsOf(credential).newServiceProblem?.(credential) ?? [])
            : []),
    ].filter((problem, index, all) => all.indexOf(problem) === index);
}

function openToAnybody(endpoints: readonly Endpoint[], { subscriptionKey, entra }: CallersSettings): string[] {
    if (subscriptionKey || entra) return [];
    const open = endpoints.filter(({ credential }) => !traitsOf(credential).isCallers);
    if (open.length === 0) return [];
    const names = open.map(inWords).join(", ");
    return [
        `serving-gateway:callers lets anybody call ${names} with the gateway's credential. Remove subscriptionKey: ` +
            "false, " +
            `or set callers.entra; without either, credential must be passthrough`,
    ];
}

/** The Authorization header has one content: a key, a token for the gateway, or one for the workspace. */
function twoBearers(endpoints: readonly Endpoint[], { subscriptionKey, entra }: CallersSettings): string[] {
    if (!subscriptionKey?.bearer) return [];
    const at = "serving-gateway:callers.subscriptionKey.bearer puts the key into the Authorization header";
    const passed = endpoints.filter(({ credential }) => traitsOf(credential).isCallers);
    const names = passed.map(inWords).join(", ");
    return [
        ...(entra ? [`${at}, where callers.entra expects a token. Remove bearer, or callers.entra`] : []),
        ...(passed.length > 0
            ? [
                  `${at}, which the credential passthrough of ${names} sends to the workspace. Remove bearer, or take ` +
                      "another credential",
              ]
            : []),
    ];
}

function sharedNamedValues(endpoints: readonly Endpoint[]): string[] {
    const owners = new Map<string, Endpoint>();
    const problems: string[] = [];
    for (const endpoint of endpoints) {
        for (const name of namedValuesOf(endpoint.credential)) {
            // Azure compares names of resources without case.
            const owner = owners.get(name.toLowerCase());
            if (owner && owner.credential !== endpoint.credential) {
                problems.push(
                    `serving-gateway:credential.namedValue: the credentials of ${modelInWords(owner)} and ` +
                        `${modelInWords(endpoint)} both need the named value "${name}". Give one of them another namedValue`,
                );
            }
            owners.set(name.toLowerCase(), owner ?? endpoint);
        }
    }
    return problems;
}

function inWords({ name, workspace }: Endpoint): string {
    return workspace === undefined ? `"${name}"` : `"${name}" of workspace "${workspace}"`;
}
