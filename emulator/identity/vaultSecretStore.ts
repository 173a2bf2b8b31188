import { randomBytes } from "node:crypto";

/** What a vault refuses, as it says so. */
export class VaultRefusal extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
        readonly inner?: string,
    ) {
        super(message);
    }
}

interface Version {
    readonly version: string;
    readonly value: string;
    readonly contentType?: string;
    readonly tags?: Readonly<Record<string, string>>;
    readonly created: number;
}

interface Secret {
    readonly name: string;
    readonly versions: readonly Version[];
    /** When it was deleted, in milliseconds since 1970. */
    readonly deletedAt?: number;
    /** Until when its deletion or recovery is under way, in milliseconds since 1970. @default none is */
    readonly busyUntil?: number;
}

/** How long a deleted secret is kept, in seconds. */
const retention = 90 * 24 * 3600;
const longestValue = 25 * 1024;
/** Versions in one answer (reference of Get Secret Versions: "If not specified the service will return up to 25 results"). */
const pageSize = 25;

/** Secrets of one vault with their versions; deleted ones are kept until they are purged. Names have no case. */
export class VaultSecretStore {
    private readonly secrets = new Map<string, Secret>();

    /**
     * @param uri of the vault, with a slash at the end
     * @param now milliseconds since 1970
     * @param settleMs how long a deletion and a recovery take
     */
    constructor(
        private readonly uri: string,
        private readonly now: () => number,
        private readonly settleMs = 0,
    ) {}

    /** A version, by default the newest; undefined where there is none. */
    find(name: string, version?: string): Version | undefined {
        const { versions = [], deletedAt } = this.secrets.get(name.toLowerCase()) ?? {};
        if (deletedAt !== undefined) return undefined;
        return version ? versions.find((each) => each.version === version) : versions.at(-1);
    }

    get(name: string, version?: string) {
        const found = this.find(name, version);
        if (!found) throw notFound(name);
        return { value: found.value, ...this.shown(name, found) };
    }

    /** @param page what the link to the page says. @default the first one */
    versions(name: string, page = ""): object {
        const { versions = [] } = this.find(name) ? this.secrets.get(name.toLowerCase())! : {};
        const from = Number(page);
        if (!Number.isInteger(from) || from < 0) {
            throw new VaultRefusal(400, "BadParameter", "The request contains an invalid $skiptoken.");
        }
        const next = from + pageSize;
        return {
            value: versions.slice(from, next).map((version) => this.shown(name, version)),
            nextLink:
                next < versions.length
                    ? `${this.uri}secrets/${name}/versions?api-version=7.4&$skiptoken=${next}&maxresults=${pageSize}`
                    : null,
        };
    }

    /** Adds a version. @param sent the body of the call */
    set(name: string, sent: unknown) {
        if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) {
            throw new VaultRefusal(400, "BadParameter", `The request URI contains an invalid name: ${name}`);
        }
        const { value, contentType, tags } = (sent ?? {}) as Record<string, unknown>;
        if (typeof value !== "string") throw new VaultRefusal(400, "BadParameter", "Property value is missing.");
        if (Buffer.byteLength(value) > longestValue) {
            throw new VaultRefusal(400, "BadParameter", "Secret value is too long.");
        }
        const key = name.toLowerCase();
        const existing = this.secrets.get(key);
        this.refuseBusy(name);
        if (existing?.deletedAt !== undefined) {
            const message =
                `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this ` +
                "state, the secret can only be recovered or purged.";
            throw new VaultRefusal(409, "Conflict", message, "ObjectIsDeletedButRecoverable");
        }
        const version: Version = {
            version: randomBytes(16).toString("hex"),
            value,
            created: this.now(),
            ...(typeof contentType === "string" && { contentType }),
            ...(isTags(tags) && { tags }),
        };
        this.secrets.set(key, { name, versions: [...(existing?.versions ?? []), version] });
        return { value, ...this.shown(name, version) };
    }

    delete(name: string): object {
        if (!this.find(name)) throw notFound(name);
        const key = name.toLowerCase();
        this.secrets.set(key, {
            ...this.secrets.get(key)!,
            deletedAt: this.now(),
            busyUntil: this.now() + this.settleMs,
        });
        return this.shownDeleted(this.secrets.get(key)!);
    }

    /** One whose deletion is still under way is not there yet. */
    deleted(name: string): object {
        const secret = this.deletedSecret(name);
        if (this.isBusy(secret)) throw notDeleted(name);
        return this.shownDeleted(secret);
    }

    private shownDeleted({ name: own, versions, deletedAt }: Secret): object {
        const seconds = Math.floor(deletedAt! / 1000);
        return {
            recoveryId: `${this.uri}deletedsecrets/${own}`,
            deletedDate: seconds,
            scheduledPurgeDate: seconds + retention,
            ...this.shown(own, versions.at(-1)!),
        };
    }

    recover(name: string): object {
        const { name: own, versions } = this.deletedSecret(name);
        this.refuseBusy(name);
        this.secrets.set(name.toLowerCase(), { name: own, versions, busyUntil: this.now() + this.settleMs });
        return this.shown(own, versions.at(-1)!);
    }

    purge(name: string): undefined {
        this.deletedSecret(name);
        this.refuseBusy(name);
        this.secrets.delete(name.toLowerCase());
        return undefined;
    }

    private deletedSecret(name: string): Secret {
        const found = this.secrets.get(name.toLowerCase());
        if (found?.deletedAt !== undefined) return found;
        throw notDeleted(name);
    }

    private isBusy({ busyUntil = 0 }: Secret): boolean {
        return this.now() < busyUntil;
    }

    private refuseBusy(name: string): void {
        const secret = this.secrets.get(name.toLowerCase());
        if (!secret || !this.isBusy(secret)) return;
        const [what, inner] =
            secret.deletedAt === undefined
                ? ["recovered", "ObjectIsBeingRecovered"]
                : ["deleted", "ObjectIsBeingDeleted"];
        throw new VaultRefusal(409, "Conflict", `Secret ${name} is currently being ${what}.`, inner);
    }

    private shown(name: string, { version, contentType, tags, created }: Version) {
        const seconds = Math.floor(created / 1000);
        return {
            ...(contentType && { contentType }),
            id: `${this.uri}secrets/${name}/${version}`,
            attributes: {
                enabled: true,
                created: seconds,
                updated: seconds,
                recoveryLevel: "Recoverable+Purgeable",
                recoverableDays: retention / 86_400,
            },
            ...(tags && { tags }),
        };
    }
}

function notDeleted(name: string): VaultRefusal {
    return new VaultRefusal(404, "SecretNotFound", `Deleted Secret not found: ${name}`);
}

function notFound(name: string): VaultRefusal {
    return new VaultRefusal(
        404,
        "SecretNotFound",
        `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be ` +
            "able to recover it using the correct recovery command.",
    );
}

function isTags(value: unknown): value is Readonly<Record<string, string>> {
    return (
        typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "string")
    );
}
