package org.actorfs.app.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.actorfs.app.mounts.UnreadableException;
import org.jspecify.annotations.Nullable;

/**
 * Seals what the journal must not show: AES-256-GCM by Tink, with a key in a file that only the daemon may read. The key is made when the
 * first secret is sealed, and never in place of one that is missing: a secret that was sealed with it would be lost. Used by any thread.
 */
final class Secrets {
    /**
     * What a sealed text is for. It is not bound to the mount: whoever can move it to another mount's record could write any volume there,
     * and as the whole URI is sealed, its password goes to no other host.
     */
    private static final byte[] CONTEXT = "actorfs journal: volume".getBytes(UTF_8);

    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rw-------");

    private final Path keyFile;
    private @Nullable Aead aead;

    /** Something was sealed with a key that is not there. */
    private boolean lost;

    Secrets(Path keyFile) {
        this.keyFile = keyFile;
    }

    /** @throws JournalException with a sentence, if the key cannot be read or made */
    synchronized String seal(String text) {
        try {
            return Base64.getEncoder().encodeToString(key(true).encrypt(text.getBytes(UTF_8), CONTEXT));
        } catch (GeneralSecurityException | IOException e) {
            throw broken(
                    "a password cannot be sealed: the key file %s cannot be used: %s"
                            .formatted(keyFile, JournalException.reason(e)),
                    e);
        }
    }

    /** @throws UnreadableException if the key is not that which it was sealed with */
    synchronized String open(String sealed) {
        try {
            return opened(sealed);
        } catch (JournalException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
    }

    private String opened(String sealed) {
        try {
            return new String(key(false).decrypt(Base64.getDecoder().decode(sealed), CONTEXT), UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw broken(
                    "a password in the journal cannot be opened with the key file %s, which is not the one it was sealed with, or damaged"
                            .formatted(keyFile),
                    e);
        } catch (IOException e) {
            throw broken(
                    "a password in the journal cannot be opened: the key file %s cannot be read: %s"
                            .formatted(keyFile, JournalException.reason(e)),
                    e);
        }
    }

    private Aead key(boolean make) throws GeneralSecurityException, IOException {
        Aead known = aead;
        if (known == null) {
            AeadConfig.register();
            known = read(make).getPrimitive(RegistryConfiguration.get(), Aead.class);
            aead = known;
        }
        return known;
    }

    private KeysetHandle read(boolean make) throws GeneralSecurityException, IOException {
        try {
            Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(keyFile));
            others.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!others.isEmpty()) {
                throw new JournalException(
                        "the key file %s may be read by others than its owner: chmod 600 %s, start the daemon anew, and change the passwords if somebody did"
                                .formatted(keyFile, keyFile));
            }
            return TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(keyFile), InsecureSecretKeyAccess.get());
        } catch (NoSuchFileException e) {
            if (make && !lost) {
                return made();
            }
            lost = true;
            throw broken(
                    "the key file %s, with which passwords in the journal are sealed, is missing".formatted(keyFile),
                    e);
        }
    }

    /** It is on the disk, whole, before anything is sealed with it. */
    private KeysetHandle made() throws GeneralSecurityException, IOException {
        KeysetHandle key = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        String text = TinkJsonProtoKeysetFormat.serializeKeyset(key, InsecureSecretKeyAccess.get());
        Path unfinished = keyFile.resolveSibling(keyFile.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        try (FileChannel file = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OURS))) {
            file.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
            file.force(true);
        }
        Files.move(unfinished, keyFile, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(keyFile.toAbsolutePath().getParent())) {
            directory.force(true);
        }
        return key;
    }

    private static JournalException broken(String what, Exception cause) {
        return new JournalException(
                what
                        + ": put the right file back from a copy, then start the daemon anew; without a copy see docs/mounts.md",
                cause);
    }
}
