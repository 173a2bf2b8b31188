import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { createCertificate } from "../../emulator/certificate";

describe("createCertificate", () => {
    it("makes a server certificate for every name of loopback, signed by the authority it returns", async () => {
        const { ca, cert, key } = await createCertificate();
        const [authority, server] = [new X509Certificate(ca), new X509Certificate(cert)];
        assert.ok(server.verify(authority.publicKey));
        assert.ok(server.checkIssued(authority));
        assert.ok(authority.ca && !server.ca);
        assert.match(key, /BEGIN PRIVATE KEY/);
        assert.equal(server.checkHost("localhost"), "localhost");
        for (const address of ["127.0.0.1", "::1"]) assert.equal(server.checkIP(address), address);
    });
});
