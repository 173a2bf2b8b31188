import { anyObject, anyText, oneOf, required, text, unsupported } from "./fields";
import { urlProblem } from "./apis";
import { refuseIfUsed } from "./policies";
import { apiService, record, ResourceType } from "./resourceType";

/** `backends`: addresses that policies refer to by id. */
export const backends: ResourceType = {
    type: `${apiService}/backends`,
    label: "Backend",
    name: { max: 80 },
    fields: {
        url: required(unsupported({ ...text(2000, 1), check: urlProblem }, (value) => String(value).includes("{{"))),
        protocol: required(unsupported(oneOf("http", "soap"), (value) => value === "soap")),
        title: text(300, 1),
        description: text(2000, 1),
        resourceId: text(2000, 1),
        type: unsupported(anyText, (value) => value !== "Single"),
        properties: unsupported(anyObject, notEmpty),
        credentials: unsupported(anyObject, notEmpty),
        proxy: unsupported(anyObject),
        tls: unsupported(anyObject, (value) => Object.values(record(value)).includes(false)),
        circuitBreaker: unsupported(anyObject, notEmpty),
        pool: unsupported(anyObject),
    },
    beforeDelete: (plane, { name }, service) =>
        refuseIfUsed(plane, service, `Backend '${name}'`, (policy) =>
            policy.toLowerCase().includes(`backend-id="${name.toLowerCase()}"`),
        ),
};

function notEmpty(value: unknown): boolean {
    return Object.keys(record(value)).length > 0;
}
