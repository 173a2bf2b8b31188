//go:build tools

// Package nodejs pins the Node.js language host, from the last SDK module that carries it.
package nodejs

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
