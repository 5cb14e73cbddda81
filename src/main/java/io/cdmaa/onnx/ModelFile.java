package io.cdmaa.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads ONNX files, with the tensors that they keep in files beside them. */
public final class ModelFile {
  private static final long LARGEST = Integer.MAX_VALUE - 16L;

  private ModelFile() {}

  /**
   * The typed view of a file.
   *
   * @param path an {@code .onnx} file
   * @throws CdmaaException if it cannot be read, is damaged, or refers to data outside its folder
   */
  public static Graph read(Path path) {
    try {
      ModelProto model = parse(path);
      return GraphCodec.decode(model.getFunctionsCount() == 0 ? model : Functions.inlined(model));
    } catch (CdmaaException e) {
      throw e.getMessage().contains(path.toString())
          ? e
          : new CdmaaException("The model " + path + " cannot be used. " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new CdmaaException(
          "The model " + path + " is damaged (" + e.getMessage() + "); export it again", e);
    } catch (OutOfMemoryError e) {
      // Millions of empty messages take fifty times their file's length once they are objects.
      throw new CdmaaException(tooLarge(path), e);
    }
  }

  private static String tooLarge(Path path) {
    return "The model "
        + path
        + " takes more memory than Java has; give it more, e.g. JAVA_TOOL_OPTIONS=-Xmx16g";
  }

  private static ModelProto parse(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new CdmaaException(
          "The model " + path + " does not exist; check the path or name a folder with models");
    }
    try {
      if (Files.size(path) > LARGEST) {
        throw new CdmaaException(
            "The model " + path + " is larger than 2 GiB; export it with external data");
      }
      if (Files.size(path) > Runtime.getRuntime().maxMemory()) {
        throw new CdmaaException(tooLarge(path));
      }
      CodedInputStream in = CodedInputStream.newInstance(ByteBuffer.wrap(Files.readAllBytes(path)));
      in.enableAliasing(true);
      ModelProto model = ModelProto.parseFrom(in);
      if (model.getGraph().getNodeCount() == 0) {
        throw new CdmaaException(
            "The model "
                + path
                + " holds no operators, so it is no ONNX generator; export it"
                + " again");
      }
      return embed(model, path.toAbsolutePath().getParent());
    } catch (InvalidProtocolBufferException e) {
      throw new CdmaaException(
          "The model " + path + " is no ONNX file or is cut short; export or copy it again", e);
    } catch (IOException e) {
      throw new CdmaaException(
          "The model " + path + " cannot be read (" + e.getMessage() + "); check its permissions",
          e);
    }
  }

  /** The model with external tensors read in, so that it stands alone. */
  private static ModelProto embed(ModelProto model, Path folder) throws IOException {
    GraphProto graph = model.getGraph();
    if (graph.getInitializerList().stream().noneMatch(ModelFile::isExternal)) {
      return model;
    }
    GraphProto.Builder embedded = graph.toBuilder();
    ExternalData data = new ExternalData(folder);
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (isExternal(tensor)) {
        embedded.setInitializer(
            i,
            tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(data.read(tensor)));
      }
    }
    return model.toBuilder().setGraph(embedded).build();
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }
}
