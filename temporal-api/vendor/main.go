// Writes the definitions of Temporal's API, as the Go module go.temporal.io/api of the version in go.mod
// has them compiled in, as .proto files for the gateway:
//
//	go run . DIRECTORY
//
// The Java package is one of Locum's own, so that the gateway's version stands beside that of the
// Java SDK in one process. Comments and options for HTTP, documentation and routing are left out.
package main

import (
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/jhump/protoreflect/v2/protoprint"
	_ "go.temporal.io/api/errordetails/v1"
	_ "go.temporal.io/api/operatorservice/v1"
	_ "go.temporal.io/api/update/v1"
	_ "go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// What the gateway has to know: the two services, what their answers' details and the messages in
// messages of workflow tasks are made of, and all that these refer to.
var roots = []string{
	"temporal/api/workflowservice/v1/service.proto",
	"temporal/api/operatorservice/v1/service.proto",
	"temporal/api/errordetails/v1/message.proto",
	"temporal/api/update/v1/message.proto",
}

// Options only; nothing on the wire.
var annotations = []string{"google/api/", "nexusannotations/", "temporal/api/protometa/", "protoc-gen-openapiv2/"}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run . DIRECTORY")
	}
	kept := map[string]*descriptorpb.FileDescriptorProto{}
	for _, root := range roots {
		collect(root, kept)
	}
	set := &descriptorpb.FileDescriptorSet{}
	for _, file := range kept {
		set.File = append(set.File, file)
	}
	files, err := protodesc.NewFiles(set)
	if err != nil {
		log.Fatal(err)
	}
	printer := &protoprint.Printer{Indent: "  ", SortElements: false, Compact: true}
	files.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		if strings.HasPrefix(file.Path(), "google/") {
			return true
		}
		text, err := printer.PrintProtoToString(file)
		if err != nil {
			log.Fatalf("%s: %v", file.Path(), err)
		}
		write(filepath.Join(os.Args[1], file.Path()), text)
		return true
	})
}

func collect(path string, kept map[string]*descriptorpb.FileDescriptorProto) {
	if _, known := kept[path]; known {
		return
	}
	found, err := protoregistry.GlobalFiles.FindFileByPath(path)
	if err != nil {
		log.Fatalf("%s: %v", path, err)
	}
	file := protodesc.ToFileDescriptorProto(found)
	kept[path] = file
	if strings.HasPrefix(path, "google/") {
		return
	}
	var dependencies []string
	for _, dependency := range file.Dependency {
		if !isAnnotation(dependency) {
			dependencies = append(dependencies, dependency)
			collect(dependency, kept)
		}
	}
	file.Dependency, file.PublicDependency, file.WeakDependency = dependencies, nil, nil
	original := file.GetOptions().GetJavaPackage()
	if !strings.HasPrefix(original, "io.temporal.api.") {
		log.Fatalf("%s: Java package %q (expected: one of io.temporal.api)", path, original)
	}
	file.Options = &descriptorpb.FileOptions{
		JavaPackage:        proto.String("dev.locum.temporalapi." + strings.TrimPrefix(original, "io.temporal.api.")),
		JavaMultipleFiles:  proto.Bool(true),
		JavaOuterClassname: file.GetOptions().JavaOuterClassname,
	}
	for _, message := range file.MessageType {
		stripMessage(message)
	}
	for _, enum := range file.EnumType {
		stripEnum(enum)
	}
	for _, service := range file.Service {
		service.Options = nil
		for _, method := range service.Method {
			method.Options = nil
		}
	}
}

func isAnnotation(path string) bool {
	for _, prefix := range annotations {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

func stripMessage(message *descriptorpb.DescriptorProto) {
	if !message.GetOptions().GetMapEntry() {
		message.Options = nil
	}
	for _, field := range message.Field {
		field.Options = nil
	}
	for _, nested := range message.NestedType {
		stripMessage(nested)
	}
	for _, enum := range message.EnumType {
		stripEnum(enum)
	}
}

func stripEnum(enum *descriptorpb.EnumDescriptorProto) {
	if enum.GetOptions().GetAllowAlias() {
		enum.Options = &descriptorpb.EnumOptions{AllowAlias: proto.Bool(true)}
	} else {
		enum.Options = nil
	}
	for _, value := range enum.Value {
		value.Options = nil
	}
}

func write(path, text string) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		log.Fatal(err)
	}
	head := "// Written by scripts/temporal-api; do not edit.\n"
	if err := os.WriteFile(path, []byte(head+strings.TrimRight(text, "\n")+"\n"), 0o644); err != nil {
		log.Fatal(err)
	}
}
