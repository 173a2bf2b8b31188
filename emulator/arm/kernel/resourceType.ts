import { invalidFields } from "./armError";
import type { ControlPlane } from "./controlPlane";
import type { Fields, Properties } from "./fields";
import type { Entity } from "./store";

/** Type of an API Management service, and the beginning of the types of everything in it. */
export const apiService = "Microsoft.ApiManagement/service";

/** A request as the handlers see it. */
export interface ArmRequest {
    readonly method: string;
    /** Scheme and authority under which the client reached the emulator, for the links in answers. */
    readonly origin: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    /** The parsed body; undefined if there was none. */
    readonly body: unknown;
    /** Object id of who asks, as role assignments name it; undefined for one without an object in the tenant. */
    readonly objectId?: string;
    /** What who asks may do in Azure Resource Manager. @default everything */
    readonly actions?: readonly string[];
}

/** What is sent back. Without a body, the response is empty. */
export interface ArmAnswer {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
}

/** An entity about to be written: what a type's `prepare` may check and complete. */
export interface Draft {
    readonly plane: ControlPlane;
    readonly service: Entity;
    readonly existing: Entity | undefined;
    /** Checked properties as sent, write-only ones included. */
    readonly sent: Properties;
    /** What will be stored: defaults and what was sent, without the write-only members. */
    readonly entity: Entity;
    readonly request: ArmRequest;
    /** How long the operation stays in progress, for types whose PUT is asynchronous. */
    latencyMs: number;
    /** Runs at the end of an asynchronous PUT, before the entity is stored; an ArmError fails the operation. */
    atEnd?: () => void | Promise<void>;
    /** Runs once the entity is stored. */
    afterwards?: (saved: Entity) => void;
}

interface NameRule {
    readonly max: number;
    readonly pattern?: RegExp;
    /** The refusal, where the real one is known. */
    readonly message?: string;
}

/** One row of the table that everything below a service is served from. */
export interface ResourceType {
    /** E.g. `Microsoft.ApiManagement/service/apis`; the path template is the same words with names between them. */
    readonly type: string;
    /** How error messages call it, e.g. `Api` in "Api not found." */
    readonly label: string;
    readonly name: NameRule;
    readonly fields: Fields;
    /** Required members that a PUT with these properties may leave out. @default none */
    readonly optional?: (sent: Properties) => readonly string[];
    readonly defaults?: Properties;
    /** Verbs that answer before the work is done, with `provisioningState` InProgress and the addresses to poll. */
    readonly asynchronous?: readonly ("PUT" | "PATCH" | "DELETE")[];
    /** Type of the entity that a link, which has no body of its own, stands for. */
    readonly linkTo?: string;
    /** A link that can be read like the entity it stands for; of others, only HEAD says whether they are there. */
    readonly readable?: true;
    /** The specification has no PATCH of it. */
    readonly unpatched?: true;
    /** What the emulator shows and does not change. */
    readonly readOnly?: true;
    /** What a list of things that are kept elsewhere shows; they are only listed here. */
    readonly listed?: (plane: ControlPlane, parent: Entity, service: Entity) => object[];
    /** Checks beyond single fields, and what depends on the rest of the service. */
    readonly prepare?: (draft: Draft) => void;
    /** @throws ArmError if the entity must not be deleted */
    readonly beforeDelete?: (plane: ControlPlane, entity: Entity, service: Entity, request: ArmRequest) => void;
    readonly afterDelete?: (plane: ControlPlane, service: Entity, deleted: Entity) => void;
    /** `properties` in an answer, where they are not simply what is stored. */
    readonly show?: (entity: Entity, request: ArmRequest) => Properties;
    /** `properties` in the answer to a write, where a GET shows less. */
    readonly showWritten?: (entity: Entity) => Properties;
    /** POST actions by their lower-case name. */
    readonly actions?: Readonly<
        Record<string, (plane: ControlPlane, entity: Entity, service: Entity, request: ArmRequest) => ArmAnswer>
    >;
}

/** @throws ArmError if the name breaks the rule of the type */
export function checkName(type: ResourceType, name: string): void {
    const { max, pattern, message } = type.name;
    if (name.length >= 1 && name.length <= max && (!pattern || pattern.test(name))) return;
    const reason =
        message ?? `Name should have 1 to ${max} characters${pattern ? ` and match ${pattern.source}` : ""}.`;
    throw invalidFields({ target: "name", message: reason });
}

/** @returns the member as an object, for nested properties */
export function record(value: unknown): Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : {};
}
