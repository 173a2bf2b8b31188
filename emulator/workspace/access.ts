import { credentialNotSent } from "./databricksError";
import { OAuthTokens, type Tenant } from "./oauthTokens";
import { Permissions, servingEndpoints } from "./permissions";
import { type Principal, Principals, SEEDED_SERVICE_PRINCIPAL, SEEDED_USER } from "./principals";
import { Tokens } from "./tokens";

/** Who is known to a workspace, by what they are recognised, and what they may do. */
export class Access {
    readonly principals = new Principals([SEEDED_USER, SEEDED_SERVICE_PRINCIPAL]);
    readonly tokens: Tokens;
    readonly oauth: OAuthTokens;
    readonly permissions = new Permissions(this.principals, servingEndpoints);

    /**
     * @param origin the workspace's address, known once it listens
     * @param now milliseconds since 1970
     * @param tenant whose Microsoft Entra tokens are taken
     */
    constructor(origin: () => string, now: () => number, tenant?: Tenant) {
        this.tokens = new Tokens(this.principals, now);
        this.oauth = new OAuthTokens(this.principals, origin, now, tenant);
    }

    /**
     * Who makes a request, by its `Authorization`: a personal access token, an OAuth token of the workspace, or a
     * Microsoft Entra token.
     *
     * @throws {DatabricksError} 401 without a bearer token, Databricks' refusal for one that does not hold
     */
    async authenticate(authorization: string | undefined): Promise<Principal> {
        const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
        if (token === undefined) throw credentialNotSent();
        const isJwt = token.split(".").length === 3 && !this.tokens.has(token);
        return isJwt ? this.oauth.authenticate(token) : this.tokens.authenticate(token);
    }

    /**
     * Who makes a request to the host of route-optimized endpoints, which takes OAuth tokens only.
     *
     * @param origin that host's address
     * @throws {DatabricksError} 401 for every other credential (record data-plane-other-credentials)
     */
    async authenticateAt(origin: string, authorization: string | undefined): Promise<Principal> {
        const [, token] = /^Bearer (\S+\.\S+\.\S+)$/i.exec(authorization ?? "") ?? [];
        if (token === undefined) throw credentialNotSent();
        return this.oauth.authenticate(token, origin);
    }

    /**
     * Who makes a request to an app, which takes OAuth tokens that the workspace issued, and nothing else (record
     * app-takes-own-tokens).
     *
     * @returns undefined for every other credential
     */
    async authenticateAtApp(authorization: string | undefined): Promise<Principal | undefined> {
        const [, token] = /^Bearer (\S+\.\S+\.\S+)$/i.exec(authorization ?? "") ?? [];
        if (token === undefined || !(await this.oauth.isOwn(token))) return undefined;
        return this.oauth.authenticate(token).catch(() => undefined);
    }

    /** From now on, the token is an invalid one. */
    revoke(token: string): void {
        this.tokens.revoke(token);
        this.oauth.revoke(token);
    }
}
