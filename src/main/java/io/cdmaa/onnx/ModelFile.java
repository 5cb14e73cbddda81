package io.cdmaa.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.StringStringEntryProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Collectors;

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
      return GraphCodec.decode(parse(path));
    } catch (CdmaaException e) {
      throw e.getMessage().startsWith("The model ")
          ? e
          : new CdmaaException("The model " + path + " cannot be used. " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new CdmaaException(
          "The model " + path + " is damaged (" + e.getMessage() + "); export it again", e);
    }
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
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (isExternal(tensor)) {
        embedded.setInitializer(
            i,
            tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(externalData(tensor, folder)));
      }
    }
    return model.toBuilder().setGraph(embedded).build();
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  private static ByteString externalData(TensorProto tensor, Path folder) throws IOException {
    var entries =
        tensor.getExternalDataList().stream()
            .collect(
                Collectors.toMap(
                    StringStringEntryProto::getKey, StringStringEntryProto::getValue, (a, b) -> b));
    String location = entries.getOrDefault("location", "");
    Path file = inside(folder, location, tensor);
    long expected = TensorCodec.byteCount(tensor, TensorCodec.type(tensor));
    long offset = number(entries.getOrDefault("offset", "0"), tensor);
    long length = number(entries.getOrDefault("length", Long.toString(expected)), tensor);
    if (length != expected || length > LARGEST) {
      throw GraphCodec.damaged(
          "the tensor '"
              + tensor.getName()
              + "' asks for "
              + length
              + " bytes of external data where its shape takes "
              + expected);
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      if (offset < 0 || offset + length > channel.size()) {
        throw new CdmaaException(
            "Its external data file "
                + file
                + " is shorter than the model expects; copy it again, whole");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      channel.position(offset);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // A channel may deliver less than asked for.
      }
      return UnsafeByteOperations.unsafeWrap(bytes.flip());
    }
  }

  private static long number(String text, TensorProto tensor) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw GraphCodec.damaged(
          "the external data of '" + tensor.getName() + "' has the unreadable position " + text);
    }
  }

  /** The file of this name, which may not lead out of the folder, not even through a link. */
  private static Path inside(Path folder, String location, TensorProto tensor) throws IOException {
    Path file;
    try {
      file = folder.resolve(location).normalize();
    } catch (InvalidPathException e) {
      throw GraphCodec.damaged(
          "the external data of '" + tensor.getName() + "' have the impossible name " + location);
    }
    if (location.isEmpty() || !file.startsWith(folder.normalize())) {
      throw new CdmaaException(
          "Its tensor '"
              + tensor.getName()
              + "' lies in '"
              + location
              + "', outside the model's own folder; copy the data file beside the model");
    }
    if (!Files.isRegularFile(file)) {
      throw new CdmaaException(
          "Its external data file " + file + " is missing; copy it beside the model");
    }
    if (!file.toRealPath().startsWith(folder.toRealPath())) {
      throw new CdmaaException(
          "Its external data file "
              + file
              + " is a link that leaves the model's folder; copy the data file itself there");
    }
    return file;
  }
}
