/**
 * Reading and writing ONNX: protobuf files with external data, a typed immutable view of a graph, a
 * builder for new nodes, and constant folding and static shapes through ONNX Runtime.
 *
 * <p>May import {@code tensor}, {@code runtime} and the root. Does not depend on gradients or
 * generators.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.onnx;
