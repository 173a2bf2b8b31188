import {
    anyObject,
    anyText,
    arrayOf,
    type Fields,
    flag,
    objectOf,
    oneOf,
    readOnly,
    required,
    text,
} from "../kernel/fields";

const title = required(text(50, 1));
const uri = text(200);
const stage = oneOf("design", "development", "testing", "preview", "production", "deprecated", "retired");
const link = objectOf({ url: required(uri) });

/** What an API Center has, by its type below `services`: members of `properties` as the specification has them, 2024-03-01. */
export const types: Readonly<Record<string, { readonly fields: Fields; readonly readOnly?: true }>> = {
    metadataSchemas: {
        fields: {
            schema: required(anyText),
            assignedTo: arrayOf(
                objectOf({ entity: oneOf("api", "environment", "deployment"), required: flag, deprecated: flag }),
            ),
        },
    },
    workspaces: { fields: {}, readOnly: true },
    "workspaces/environments": {
        fields: {
            title,
            kind: required(oneOf("development", "testing", "staging", "production")),
            description: anyText,
            server: anyObject,
            onboarding: anyObject,
            customProperties: anyObject,
        },
    },
    "workspaces/apis": {
        fields: {
            title,
            kind: required(oneOf("rest", "graphql", "grpc", "soap", "webhook", "websocket")),
            description: text(1000),
            summary: text(200),
            lifecycleStage: readOnly,
            termsOfService: link,
            externalDocumentation: arrayOf(objectOf({ title: text(50), description: text(500), url: required(uri) }), {
                max: 20,
            }),
            contacts: arrayOf(objectOf({ name: text(100), url: uri, email: text(100) })),
            license: objectOf({ name: text(100), url: uri, identifier: text(50) }),
            customProperties: anyObject,
        },
    },
    "workspaces/apis/versions": { fields: { title, lifecycleStage: required(stage) } },
    "workspaces/apis/versions/definitions": { fields: { title, description: anyText, specification: readOnly } },
    "workspaces/apis/deployments": {
        fields: {
            title: text(50, 1),
            description: text(500),
            environmentId: anyText,
            definitionId: anyText,
            state: oneOf("active", "inactive"),
            server: objectOf({ runtimeUri: arrayOf(uri) }),
            customProperties: anyObject,
        },
    },
};

/** The members of `properties` of an API Center's children that hold the organization's own metadata, by their type. */
export const assignable: Readonly<Record<string, string>> = {
    "workspaces/environments": "environment",
    "workspaces/apis": "api",
    "workspaces/apis/deployments": "deployment",
};
