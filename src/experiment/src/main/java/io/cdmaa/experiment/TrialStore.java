package io.cdmaa.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The finished trials of an output folder: a JSON Lines file, to which each trial is appended and
 * flushed to disk before the next begins. Whatever ends the process, at most the current trial is
 * lost. While a store is open, no other process can open it.
 */
final class TrialStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrialStore.class);
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path file;
  private final FileChannel channel;
  private final Map<String, TrialRecord> records = new HashMap<>();

  private TrialStore(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a store, creating an empty one if the file does not exist.
   *
   * @param file the file; its folder exists
   * @throws CdmaaException if it cannot be read or written, or another process has it open
   */
  static TrialStore open(Path file) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      lock(channel, file);
      TrialStore store = new TrialStore(file, channel);
      store.load();
      return store;
    } catch (IOException e) {
      closeQuietly(channel);
      throw unusable(file, e);
    } catch (RuntimeException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  private static void lock(FileChannel channel, Path file) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this process itself: reported below like a lock of another one.
    }
    throw new CdmaaException(
        ErrorReason.FOLDER,
        "The folder "
            + file.toAbsolutePath().getParent()
            + " is in use by another run of an experiment; wait for it or name another folder");
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("A file did not close", e);
      }
    }
  }

  private static CdmaaException unusable(Path file, IOException e) {
    return new CdmaaException(
        ErrorReason.FOLDER,
        "The record of finished trials "
            + file
            + " cannot be used ("
            + Causes.of(e)
            + "); free some space, check its permissions or name another folder",
        e);
  }

  /** Reads all lines; an incomplete last line, left by a kill during a write, is removed. */
  private void load() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // A single read need not fill the buffer.
    }
    byte[] content = bytes.array();
    int start = 0;
    for (int at = 0; at < content.length; at++) {
      if (content[at] == '\n') {
        take(new String(content, start, at - start, StandardCharsets.UTF_8));
        start = at + 1;
      }
    }
    if (start < content.length) {
      LOG.info("{} ends with an incomplete line; that trial is run again.", file);
      channel.truncate(start);
    }
    channel.position(start);
  }

  private void take(String line) {
    if (line.isBlank()) {
      return;
    }
    try {
      TrialRecord read = JSON.readValue(line, TrialRecord.class);
      if (read.key() != null) {
        records.put(read.key(), read);
      }
    } catch (JsonProcessingException | RuntimeException e) {
      LOG.warn("A line of {} is damaged; that trial is run again.", file);
    }
  }

  /** Returns the record of a trial, if it is finished. */
  Optional<TrialRecord> find(String key) {
    return Optional.ofNullable(records.get(key));
  }

  /** Returns all records, including those of trials that are not in the current experiment. */
  Collection<TrialRecord> all() {
    return java.util.Collections.unmodifiableCollection(records.values());
  }

  /**
   * Appends a finished trial. When this returns, the record is on disk.
   *
   * @throws CdmaaException if it cannot be written
   */
  void append(TrialRecord finished) {
    try {
      ByteBuffer line =
          ByteBuffer.wrap(
              (JSON.writeValueAsString(finished) + "\n").getBytes(StandardCharsets.UTF_8));
      long before = channel.position();
      try {
        while (line.hasRemaining()) {
          channel.write(line);
        }
        channel.force(true);
      } catch (IOException e) {
        channel.truncate(before);
        throw e;
      }
    } catch (IOException e) {
      throw unusable(file, e);
    }
    records.put(finished.key(), finished);
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
