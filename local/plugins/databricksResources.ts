import type { PropertyMap, PropertyValue } from "./plugin";
import { secret } from "./secrets";

/** The workspace that the stand-in works in. */
export interface Workspace {
    /** @returns the answer's body; undefined for a 404 */
    call(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: PropertyMap): Promise<PropertyMap | undefined>;
}

/** One resource type: which inputs it has, which of them mean another resource, and its calls. */
export interface DatabricksResource {
    readonly inputs: readonly string[];
    readonly required: readonly string[];
    readonly forceNew: readonly string[];
    create(workspace: Workspace, inputs: PropertyMap): Promise<{ id: string; outputs: PropertyMap }>;
    read(workspace: Workspace, id: string, state: PropertyMap): Promise<PropertyMap | undefined>;
    update?(workspace: Workspace, id: string, inputs: PropertyMap): Promise<PropertyMap>;
    delete(workspace: Workspace, id: string): Promise<void>;
}

/** A personal access token of whoever deploys. Its value is shown once, when it is made. */
const token: DatabricksResource = {
    inputs: ["comment", "lifetimeSeconds"],
    required: [],
    forceNew: ["comment", "lifetimeSeconds"],
    async create(workspace, inputs) {
        const { comment, lifetimeSeconds } = inputs;
        const body = { ...(comment && { comment }), ...(lifetimeSeconds && { lifetime_seconds: lifetimeSeconds }) };
        const made = await workspace.call("POST", "/api/2.0/token/create", body);
        if (made === undefined) throw new Error("POST /api/2.0/token/create answered 404");
        const info = (made["token_info"] ?? {}) as PropertyMap;
        const tokenValue = secret(made["token_value"] ?? "");
        return { id: String(info["token_id"]), outputs: { ...inputs, ...tokenOutputs(info), tokenValue } };
    },
    async read(workspace, id, state) {
        const list = await workspace.call("GET", "/api/2.0/token/list");
        const infos = (list?.["token_infos"] ?? []) as PropertyMap[];
        const info = infos.find((candidate) => candidate["token_id"] === id);
        return info && { ...state, ...tokenOutputs(info) };
    },
    async delete(workspace, id) {
        await workspace.call("POST", "/api/2.0/token/delete", { token_id: id });
    },
};

function tokenOutputs(info: PropertyMap): PropertyMap {
    return {
        tokenId: info["token_id"] ?? "",
        creationTime: info["creation_time"] ?? 0,
        expiryTime: info["expiry_time"] ?? -1,
        ...(info["comment"] ? { comment: info["comment"] } : {}),
    };
}

const PRINCIPALS = { userName: "user_name", groupName: "group_name", servicePrincipalName: "service_principal_name" };

const SCIM = "/api/2.0/preview/scim/v2/ServicePrincipals";

/** A service principal of the workspace. With `force`, one that exists already is taken over. */
const servicePrincipal: DatabricksResource = {
    inputs: ["applicationId", "displayName", "externalId", "active", "force"],
    required: [],
    forceNew: ["applicationId"],
    async create(workspace, inputs) {
        const { applicationId, force } = inputs;
        try {
            const made = await workspace.call("POST", SCIM, scimBody(inputs));
            if (made === undefined) throw new Error(`POST ${SCIM} answered 404`);
            return { id: String(made["id"]), outputs: { ...inputs, ...principalOutputs(made) } };
        } catch (error) {
            if (force !== true || !(error as Error).message.includes("already exists")) throw error;
            const filter = encodeURIComponent(`applicationId eq "${String(applicationId)}"`);
            const list = await workspace.call("GET", `${SCIM}?filter=${filter}`);
            const [found] = (list?.["Resources"] ?? []) as PropertyMap[];
            if (found === undefined) throw error;
            const id = String(found["id"]);
            return { id, outputs: await putPrincipal(workspace, id, inputs) };
        }
    },
    async read(workspace, id, state) {
        const found = await workspace.call("GET", `${SCIM}/${id}`);
        return found && { ...state, ...principalOutputs(found) };
    },
    update: (workspace, id, inputs) => putPrincipal(workspace, id, inputs),
    async delete(workspace, id) {
        await workspace.call("DELETE", `${SCIM}/${id}`);
    },
};

async function putPrincipal(workspace: Workspace, id: string, inputs: PropertyMap): Promise<PropertyMap> {
    const answer = await workspace.call("PUT", `${SCIM}/${id}`, scimBody(inputs));
    if (answer === undefined) throw new Error(`PUT ${SCIM}/${id} answered 404: there is no such service principal`);
    return { ...inputs, ...principalOutputs(answer) };
}

function scimBody({ force: _, ...inputs }: PropertyMap): PropertyMap {
    return { schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal"], active: true, ...inputs };
}

function principalOutputs({ applicationId, displayName }: PropertyMap): PropertyMap {
    const name = String(applicationId);
    return {
        applicationId: name,
        displayName: displayName ?? "",
        aclPrincipalId: `servicePrincipals/${name}`,
        home: `/Users/${name}`,
        repos: `/Repos/${name}`,
    };
}

/**
 * Who may do what with a serving endpoint. Authoritative: whoever is not named loses what was not inherited, except who
 * deploys, who is always given CAN_MANAGE (terraform-provider-databricks, `AddCurrentUserAsManage`).
 */
const permissions: DatabricksResource = {
    inputs: ["accessControls", "servingEndpointId"],
    required: ["accessControls", "servingEndpointId"],
    forceNew: ["servingEndpointId"],
    async create(workspace, inputs) {
        const id = `/serving-endpoints/${String(inputs["servingEndpointId"])}`;
        return { id, outputs: await putPermissions(workspace, id, inputs) };
    },
    async read(workspace, id) {
        const answer = await workspace.call("GET", `/api/2.0/permissions${id}`);
        return answer && permissionOutputs(id, answer, await currentUser(workspace));
    },
    update: (workspace, id, inputs) => putPermissions(workspace, id, inputs),
    async delete(workspace, id) {
        const access_control_list = [manager(await currentUser(workspace))];
        await workspace.call("PUT", `/api/2.0/permissions${id}`, { access_control_list });
    },
};

async function putPermissions(workspace: Workspace, id: string, inputs: PropertyMap): Promise<PropertyMap> {
    const list = (inputs["accessControls"] as PropertyMap[]).map((control) => {
        const principals = Object.entries(PRINCIPALS).filter(([name]) => control[name] !== undefined);
        const named = principals.map(([name, rest]) => [rest, control[name] ?? null]);
        return { ...Object.fromEntries(named), permission_level: control["permissionLevel"] ?? null };
    });
    const path = `/api/2.0/permissions${id}`;
    const me = await currentUser(workspace);
    const access_control_list = [...list, manager(me)] as PropertyValue[];
    const answer = await workspace.call("PUT", path, { access_control_list });
    if (answer === undefined) throw new Error(`PUT ${path} answered 404: no such serving endpoint or principal`);
    return { ...permissionOutputs(id, answer, me), ...inputs };
}

async function currentUser(workspace: Workspace): Promise<string> {
    return String((await workspace.call("GET", "/api/2.0/preview/scim/v2/Me"))?.["userName"]);
}

function manager(me: string): PropertyMap {
    const holder = me.includes("@") ? "user_name" : "service_principal_name";
    return { [holder]: me, permission_level: "CAN_MANAGE" };
}

function permissionOutputs(id: string, answer: PropertyMap, me: string): PropertyMap {
    const list = (answer["access_control_list"] ?? []) as PropertyMap[];
    const others = list.filter((entry) => ![entry["user_name"], entry["service_principal_name"]].includes(me));
    const controls = others.flatMap((entry) => {
        const own = ((entry["all_permissions"] ?? []) as PropertyMap[]).filter((held) => held["inherited"] !== true);
        const principals = Object.entries(PRINCIPALS).filter(([, rest]) => entry[rest] !== undefined);
        const named = Object.fromEntries(principals.map(([name, rest]) => [name, entry[rest] ?? null]));
        return own.map((held) => ({ ...named, permissionLevel: held["permission_level"] ?? null }));
    });
    return {
        accessControls: controls,
        objectType: "serving-endpoints",
        servingEndpointId: id.split("/").at(-1) ?? "",
    };
}

/** Every resource that the stand-in knows, by its type. */
export const RESOURCES: Readonly<Record<string, DatabricksResource>> = {
    "databricks:index/token:Token": token,
    "databricks:index/permissions:Permissions": permissions,
    "databricks:index/servicePrincipal:ServicePrincipal": servicePrincipal,
};

/** Every function that the stand-in knows, by its name. */
export const FUNCTIONS: Readonly<Record<string, (workspace: Workspace, host: string) => Promise<PropertyMap>>> = {
    async "databricks:index/getCurrentUser:getCurrentUser"(workspace, host) {
        const me = (await workspace.call("GET", "/api/2.0/preview/scim/v2/Me")) ?? {};
        const userName = String(me["userName"]);
        return {
            id: me["id"] ?? "",
            userName,
            externalId: me["externalId"] ?? "",
            aclPrincipalId: `users/${userName}`,
            alphanumeric: (userName.split("@")[0] ?? "").toLowerCase().replaceAll(/[^a-z0-9]/g, "_"),
            home: `/Users/${userName}`,
            repos: `/Repos/${userName}`,
            workspaceUrl: host,
        };
    },
    async "databricks:index/getServingEndpoints:getServingEndpoints"(workspace) {
        const list = (await workspace.call("GET", "/api/2.0/serving-endpoints")) ?? {};
        const endpoints = ((list["endpoints"] ?? []) as PropertyMap[]).map((endpoint) => {
            const state = (endpoint["state"] ?? {}) as PropertyMap;
            const { id, name, creator, task } = endpoint;
            const states = [{ ready: state["ready"] ?? null, configUpdate: state["config_update"] ?? null }];
            const shown = { id, name, creator, task, tags: endpoint["tags"] ?? [], states };
            return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)) as PropertyMap;
        });
        return { id: "_", endpoints };
    },
};
