import type { FailureCode, LockReason } from '../../../preload/contract/index.ts'

/** What a failure means, by its code; `{message}` is the engine's own sentence, where the code alone says too little. */
export const failures: Readonly<Record<FailureCode, string>> = {
  offline: 'Der Server ist nicht zu erreichen. Prüfe die Verbindung.',
  timeout: 'Der Server antwortet nicht. Versuche es später noch einmal.',
  'wrong-credentials': 'Der Name, das Passwort oder die Passphrase stimmt nicht.',
  'wrong-key': 'Der Wiederherstellungsschlüssel oder die Passphrase passt nicht.',
  'password-needed': 'Der Server möchte das Passwort noch einmal wissen.',
  'not-signed-in': 'Dieses Konto ist hier nicht angemeldet.',
  'signed-out': 'Der Server hat dich abgemeldet. Alles ist noch hier.',
  locked: 'Deine Nachrichten sind gesperrt.',
  'not-found': 'Das gibt es nicht, oder nicht mehr.',
  forbidden: 'Der Server oder der Raum erlaubt das nicht.',
  'bad-input': 'Das wurde nicht verstanden: {message}',
  'rate-limited': 'Das war für den Server zu viel auf einmal. Warte einen Moment.',
  'too-large': 'Das ist größer, als der Server annimmt.',
  unsupported: 'Das kann dieser Server oder diese Version nicht.',
  'not-matrix': 'Dort ist kein Matrix-Server. Prüfe die Schreibweise.',
  server: 'Der Server hat einen Fehler gemeldet. Versuche es später noch einmal.',
  damaged: 'Die Datei ist beschädigt. Nichts wurde verändert.',
  'newer-data': 'Das stammt von einem neueren Causeway. Aktualisiere Causeway.',
  'disk-full': 'Der Datenträger ist voll. Schaffe etwas Platz.',
  'in-use': 'Causeway läuft schon mit diesem Profil.',
  cancelled: 'Es wurde abgebrochen.',
  bug: 'Das hätte nicht passieren dürfen: {message}',
}

/** Why a profile stays closed, and what to do. */
export const locks: Readonly<Record<LockReason, string>> = {
  'keychain-unavailable': 'Der Schlüsselbund dieses Rechners, in dem der Schlüssel zu deinen Nachrichten liegt, ist nicht zu erreichen.',
  'keychain-locked':
    'Der Schlüsselbund dieses Rechners, in dem der Schlüssel zu deinen Nachrichten liegt, ist gesperrt. Entsperre ihn und versuche es noch einmal.',
  'key-missing':
    'Der Schlüssel zu deinen Nachrichten ist nicht mehr im Schlüsselbund dieses Rechners. Stelle den Schlüsselbund aus einer Sicherung wieder her.',
  'key-wrong': 'Im Schlüsselbund dieses Rechners liegt ein anderer Schlüssel. Stelle den richtigen Schlüsselbund wieder her.',
  'passphrase-needed': 'Deine Nachrichten sind mit einer Passphrase gesperrt. Gib sie ein.',
  'passphrase-wrong': 'Diese Passphrase stimmt nicht.',
  'profile-unreadable':
    'Die Datei profile.json, in der steht, wie deine Nachrichten gesperrt sind, ist nicht lesbar. Stelle sie aus einer Sicherung wieder her.',
  'profile-in-use': 'Ein anderes Causeway hat dieses Profil offen.',
  damaged: 'Eine Datei des Profils ist beschädigt. Stelle das Profil aus einer Sicherung wieder her.',
  'newer-data': 'Deine Nachrichten wurden von einem neueren Causeway gespeichert. Aktualisiere Causeway.',
}
