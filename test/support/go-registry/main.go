// Command go-registry serves go-containerregistry's own registry on a free loopback port: an implementation of
// the distribution specification 1.1 with referrers, pages of tags and warnings, independent of CNCF Distribution.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on %s\n", listener.Addr())
	handler := registry.New(
		registry.WithReferrersSupport(true),
		registry.WithWarning(1, "This registry forgets everything when it ends."),
	)
	log.Fatal(http.Serve(listener, handler))
}
