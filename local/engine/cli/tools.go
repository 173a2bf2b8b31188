//go:build tools

// Package cli pins the Pulumi engine that is built where the vendor's download is out of reach.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
