import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** What the emulators serve TLS with, and what their clients have to trust. All PEM. */
export interface Certificate {
    /** The authority's certificate: clients put it in their trust store, e.g. by `NODE_EXTRA_CA_CERTS`. */
    readonly ca: string;
    /** The server's certificate, for `localhost`, `127.0.0.1`, `::1` and further names. */
    readonly cert: string;
    /** The server's private key. */
    readonly key: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Makes an authority and a server certificate signed by it, valid for 30 days.
 * The authority's private key is dropped, so that nobody can sign anything else with it.
 * Both name their keys (RFC 5280, 4.2.1.1 and 4.2.1.2): strict verifiers, Python 3.13 for one, ask for it.
 *
 * @param names further host names of the server
 */
export async function createCertificate(names: readonly string[] = []): Promise<Certificate> {
    const authorityKeys = await keyPair();
    const serverKeys = await keyPair();
    const authority = "CN=Emulated Azure authority";
    const validity = { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 30 * dayMs) };
    const subjectKey = await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey);

    const ca = await x509.X509CertificateGenerator.createSelfSigned({
        ...validity,
        name: authority,
        keys: authorityKeys,
        signingAlgorithm: algorithm,
        extensions: [
            new x509.BasicConstraintsExtension(true, 0, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
            subjectKey,
        ],
    });
    const cert = await x509.X509CertificateGenerator.create({
        ...validity,
        issuer: authority,
        subject: "CN=localhost",
        publicKey: serverKeys.publicKey,
        signingKey: authorityKeys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
            new x509.SubjectAlternativeNameExtension([
                ...["localhost", ...names].map((value) => ({ type: "dns" as const, value })),
                { type: "ip", value: "127.0.0.1" },
                { type: "ip", value: "::1" },
            ]),
            await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
            await x509.SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
        ],
    });
    const key = await webcrypto.subtle.exportKey("pkcs8", serverKeys.privateKey);
    return { ca: ca.toString("pem"), cert: cert.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}

function keyPair(): Promise<webcrypto.CryptoKeyPair> {
    return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}
