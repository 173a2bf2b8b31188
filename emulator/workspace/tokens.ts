import { createHash, randomBytes } from "node:crypto";
import { DatabricksError, invalidAccessToken } from "./databricksError";
import type { Principal, Principals } from "./principals";

/** What `token/list` shows of a personal access token. Times are in milliseconds since 1970. */
export interface TokenInfo {
    readonly token_id: string;
    readonly creation_time: number;
    readonly expiry_time: number;
    readonly comment: string;
}

/** Without `lifetime_seconds`, and at most: 730 days. */
const MAX_LIFETIME_SECONDS = 730 * 24 * 3600;

/** A token that nobody used for so long is revoked, in milliseconds: 90 days. */
const MAX_IDLE_MS = 90 * 24 * 3600_000;

interface Issued {
    /** Principal's id. */
    readonly owner: string;
    readonly info: TokenInfo;
    /** Milliseconds since 1970; undefined as long as it was not used. */
    lastUsed?: number;
}

/** Personal access tokens. Of each, only its hash is kept. */
export class Tokens {
    private readonly issued = new Map<string, Issued>();

    /** @param now milliseconds since 1970 */
    constructor(
        private readonly principals: Principals,
        private readonly now: () => number,
    ) {}

    /** Lets a principal in with a token that was made elsewhere. */
    accept(token: string, principal: Principal): void {
        this.issue(token, principal, MAX_LIFETIME_SECONDS, "emulator");
    }

    /** `POST /api/2.0/token/create`. */
    create(
        principal: Principal,
        comment: unknown,
        lifetimeSeconds: unknown,
    ): { token_value: string; token_info: TokenInfo } {
        const lifetime = lifetimeSeconds ?? MAX_LIFETIME_SECONDS;
        if (typeof lifetime !== "number" || !(lifetime > 0) || lifetime > MAX_LIFETIME_SECONDS) {
            const message = `lifetime_seconds must be positive and at most ${MAX_LIFETIME_SECONDS}.`;
            throw new DatabricksError(400, "INVALID_PARAMETER_VALUE", message);
        }
        const token = newPersonalToken();
        const info = this.issue(token, principal, lifetime, typeof comment === "string" ? comment : "");
        return { token_value: token, token_info: info };
    }

    /** `GET /api/2.0/token/list`: the caller's own. */
    list(principal: Principal): TokenInfo[] {
        return this.all()
            .filter(({ owner }) => owner === principal.id)
            .map(({ info }) => info);
    }

    /** `GET /api/2.0/token-management/tokens`: everybody's, with their last use. */
    listAll(): object[] {
        return this.all().map(({ owner, info, lastUsed }) => {
            const created_by_username = this.principals.get(owner)?.name;
            const day = lastUsed && lastUsed - (lastUsed % (24 * 3600_000));
            return { ...info, owner_id: Number(owner), created_by_username, ...(day && { last_used_day: day }) };
        });
    }

    /** `POST /api/2.0/token/delete`. */
    delete(principal: Principal, tokenId: unknown): void {
        for (const [key, { info, owner }] of this.issued) {
            if (info.token_id === tokenId && owner === principal.id) {
                this.issued.delete(key);
                return;
            }
        }
        throw new DatabricksError(404, "RESOURCE_DOES_NOT_EXIST", `Token with ID ${String(tokenId)} not found.`);
    }

    revoke(token: string): void {
        this.issued.delete(hash(token));
    }

    /** Whether it is one of these tokens, valid or not. */
    has(token: string): boolean {
        return this.issued.has(hash(token));
    }

    /** @throws {DatabricksError} 403 for a token that is unknown, revoked or ended, and for a principal that is gone */
    authenticate(token: string): Principal {
        this.all();
        const found = this.issued.get(hash(token));
        const principal = found && this.principals.get(found.owner);
        if (principal === undefined) throw invalidAccessToken();
        found!.lastUsed = this.now();
        return principal;
    }

    /** What has not ended and was used lately. */
    private all(): Issued[] {
        const now = this.now();
        for (const [key, { info, lastUsed }] of this.issued) {
            const idle = now - (lastUsed ?? info.creation_time);
            if (now >= info.expiry_time || idle > MAX_IDLE_MS) this.issued.delete(key);
        }
        return [...this.issued.values()];
    }

    private issue(token: string, { id }: Principal, lifetimeSeconds: number, comment: string): TokenInfo {
        const created = this.now();
        const info = {
            token_id: randomBytes(32).toString("hex"),
            creation_time: created,
            expiry_time: created + 1000 * lifetimeSeconds,
            comment,
        };
        this.issued.set(hash(token), { owner: id, info });
        return info;
    }
}

function hash(token: string): string {
    return createHash("sha256").update(token).digest("hex");
}

/** A personal access token as Azure Databricks forms it. */
export function newPersonalToken(): string {
    return `dapi${randomBytes(16).toString("hex")}`;
}

/** A service principal's OAuth secret as Databricks forms it. */
export function newClientSecret(): string {
    return `dose${randomBytes(16).toString("hex")}`;
}
