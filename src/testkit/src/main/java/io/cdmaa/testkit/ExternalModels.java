package io.cdmaa.testkit;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.StringStringEntryProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes models with external weights, as PyTorch's dynamo exporter does. */
public final class ExternalModels {
  /** The gap between two tensors; exporters align them. */
  private static final int GAP = 64;

  private ExternalModels() {}

  /**
   * Writes a model and its data.
   *
   * @param onnx the model's file
   * @param graph its content
   * @param location name of the data file, relative to the model
   * @return the data file
   */
  public static Path write(Path onnx, Graph graph, String location) throws IOException {
    ModelProto.Builder model = GraphCodec.encode(graph).toBuilder();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      data.writeBytes(new byte[GAP]);
      tensor
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(entry("location", location))
          .addExternalData(entry("offset", Integer.toString(data.size())))
          .addExternalData(entry("length", Integer.toString(tensor.getRawData().size())));
      data.writeBytes(tensor.getRawData().toByteArray());
      tensor.clearRawData();
    }
    Path file = onnx.resolveSibling(location);
    Files.createDirectories(file.getParent());
    Files.write(file, data.toByteArray());
    Files.write(onnx, model.build().toByteArray());
    return file;
  }

  /** Returns a key and its value, in ONNX's form for external data. */
  public static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
