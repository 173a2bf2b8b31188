import { Store } from "../../../emulator/arm/kernel/store";

const service = "Microsoft.ApiManagement/service";

/** A store that is filled by hand, as the control plane would fill it. */
export class ControlPlane {
    readonly store = new Store();
    readonly serviceId = `/subscriptions/s/resourceGroups/rg/providers/${service}/gateway`;

    /** An API with one operation, `POST /invocations`, unless `operations` says otherwise. */
    api(name: string, properties: object, operations: readonly string[] = ["POST /invocations"]): void {
        const defaults = { path: name, subscriptionRequired: false, protocols: ["https"] };
        this.set(`apis/${name}`, "apis", { ...defaults, ...properties });
        for (const [index, operation] of operations.entries()) {
            const [method, urlTemplate] = operation.split(" ");
            this.set(`apis/${name}/operations/o${index}`, "apis/operations", { method, urlTemplate });
        }
    }

    /** Declares the operations of a document by their ids. */
    operations(api: string, document: { readonly paths: object }): void {
        for (const [urlTemplate, item] of Object.entries(document.paths)) {
            for (const [method, operation] of Object.entries(item as object)) {
                const { operationId } = operation as { operationId: string };
                const declared = { method: method.toUpperCase(), urlTemplate };
                this.set(`apis/${api}/operations/${operationId}`, "apis/operations", declared);
            }
        }
    }

    /** @param scope `""` for the service, `apis/churn`, `products/gold`, `apis/churn/operations/o0` */
    policy(scope: string, value: string): void {
        const prefix = scope === "" ? "" : `${scope}/`;
        const type = prefix.split("/").filter((_, index) => index % 2 === 0);
        this.set(`${prefix}policies/policy`, [...type.slice(0, -1), "policies"].join("/"), { value });
    }

    subscription(name: string, scope: string, key: string, state = "active"): void {
        this.set(
            `subscriptions/${name}`,
            "subscriptions",
            { scope, state },
            { primaryKey: key, secondaryKey: `${key}-2` },
        );
    }

    product(name: string, apis: readonly string[], properties: object = {}): void {
        this.set(`products/${name}`, "products", { subscriptionRequired: true, ...properties });
        for (const api of apis) this.set(`products/${name}/apis/${api}`, "products/apis", {});
    }

    /** The service itself, which matters for what only some tiers can. */
    service(sku: string): void {
        const id = this.serviceId;
        this.store.set({
            id,
            type: service,
            name: "gateway",
            envelope: { sku: { name: sku } },
            properties: {},
            secrets: {},
            etag: "1",
        });
    }

    set(path: string, type: string, properties: object, secrets: Record<string, string> = {}): void {
        this.store.set({
            id: `${this.serviceId}/${path}`,
            type: `${service}/${type}`,
            name: path.slice(path.lastIndexOf("/") + 1),
            envelope: {},
            properties: { ...properties },
            secrets,
            etag: "1",
        });
    }
}
