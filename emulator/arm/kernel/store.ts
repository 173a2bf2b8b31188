/** One ARM entity as the emulator keeps it: what a GET shows, and beside it what is write-only. */
export interface Entity {
    /** Full ARM id, in the case in which it was created. */
    readonly id: string;
    /** Resource type, e.g. `Microsoft.ApiManagement/service/apis`. */
    readonly type: string;
    /** Last segment of the id. */
    readonly name: string;
    /** Members beside `properties`: location, tags, sku, identity. */
    envelope: Record<string, unknown>;
    /** What a GET shows under `properties`. */
    properties: Record<string, unknown>;
    /** Values that no GET shows: a named value's secret, a subscription's keys. */
    secrets: Record<string, string>;
    etag: string;
}

/** The emulated subscription: every entity by its id, which ARM compares without regard to case. */
export class Store {
    private readonly entities = new Map<string, Entity>();
    /** The same by type: every write looks through its kind, and all of a large service would take longer than the write. */
    private readonly ofTypes = new Map<string, Map<string, Entity>>();

    /** How many entities there are. */
    get size(): number {
        return this.entities.size;
    }

    get(id: string): Entity | undefined {
        return this.entities.get(id.toLowerCase());
    }

    set(entity: Entity): void {
        const id = entity.id.toLowerCase();
        this.entities.set(id, entity);
        this.ofType(entity.type).set(id, entity);
    }

    /** Deletes the entity and everything below it. */
    delete(id: string): void {
        for (const entity of this.subtree(id)) {
            this.entities.delete(entity.id.toLowerCase());
            this.ofType(entity.type).delete(entity.id.toLowerCase());
        }
    }

    /** The entity and everything below it. */
    subtree(id: string): Entity[] {
        const key = id.toLowerCase();
        return [...this.entities.entries()]
            .filter(([other]) => other === key || other.startsWith(`${key}/`))
            .map(([, entity]) => entity);
    }

    /** Everything of one type below `parentId`, sorted by name. */
    children(parentId: string, type: string): Entity[] {
        const prefix = `${parentId.toLowerCase()}/`;
        return [...this.ofType(type)]
            .filter(([id]) => id.startsWith(prefix))
            .map(([, entity]) => entity)
            .sort((a, b) => (a.name < b.name ? -1 : 1));
    }

    /** Every id, sorted: two snapshots tell whether anything was left behind. */
    ids(): string[] {
        return [...this.entities.values()].map((entity) => entity.id).sort();
    }

    private ofType(type: string): Map<string, Entity> {
        const key = type.toLowerCase();
        const found = this.ofTypes.get(key) ?? new Map<string, Entity>();
        this.ofTypes.set(key, found);
        return found;
    }
}
