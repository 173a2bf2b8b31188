import { sharedHost } from "./accountHost";
import { isLoopback } from "./proxy";
import { quote } from "./quote";
import { WorkspaceError } from "./workspaceError";
import { workspaceKey } from "./workspaceKey";

const VARIABLE = "DATABRICKS_HOST";

/**
 * The workspace's origin, e.g. `https://adb-1234567890123456.7.azuredatabricks.net`: from the stack's configuration,
 * else, for the workspace without a name, from DATABRICKS_HOST, where Databricks' own tools accept it without `https://`.
 *
 * @throws {WorkspaceError} nothing is set, it is no URL, it is not https (http is for loopback only, because every call
 * carries a credential), it is shared by several workspaces, or it has more than an origin.
 */
export function resolveHost(
    settings: { readonly id?: string; readonly host?: string },
    env: NodeJS.ProcessEnv,
): string {
    const key = `${workspaceKey(settings.id)}.host`;
    const isSet = settings.host !== undefined || settings.id !== undefined;
    const place = isSet ? key : VARIABLE;
    const value = ((isSet ? settings.host : env[VARIABLE]) ?? "").trim();
    const refuse = (failure: string, fix: string): never => {
        throw new WorkspaceError({ failure, fix });
    };
    if (value === "") {
        if (isSet) refuse(`${key} is empty`, `Set it to the workspace's URL: ${example(key)}`);
        refuse("no workspace is set", `Set ${key}, or ${VARIABLE} in the environment: ${example(key)}`);
    }
    const url = parse(value.includes("://") ? value : `https://${value}`);
    if (url === undefined) {
        // A password may be in it, so the value itself is not shown.
        return refuse(`${place} is not a URL`, `Use a URL like https://adb-1234567890123456.7.azuredatabricks.net`);
    }
    if (url.username !== "" || url.password !== "") {
        refuse(`${place} contains a user name or a password`, `Use ${url.origin}; credentials have keys of their own.`);
    }
    if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
        refuse(
            `${place} is "${quote(`${url.protocol}//${url.host}`)}", which is not https`,
            `Use https://${url.host}; every call carries a credential. Plain http is accepted on loopback only.`,
        );
    }
    const account = sharedHost(url);
    if (account) refuse(`${place} is "${quote(url.host)}", ${account.failure}`, account.fix);
    if (url.pathname !== "/" || value.includes("?") || value.includes("#")) {
        refuse(
            `${place} has more than an origin: "${quote(url.pathname + (url.search && "?..."))}"`,
            `Use ${url.origin}`,
        );
    }
    return url.origin;
}

function parse(value: string): URL | undefined {
    return URL.canParse(value) ? new URL(value) : undefined;
}

function example(key: string): string {
    return `pulumi config set --path ${key} https://adb-1234567890123456.7.azuredatabricks.net`;
}
