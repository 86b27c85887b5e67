/**
 * What a notified organisation needs to act: what, when, which of its systems, indicators, first steps, whom to call.
 * In: a CaseFile that may hold several organisations, and what tells theirs. Out: mail text or Markdown with nothing of others.
 * Must not know: files, mail servers; nothing is sent.
 */
export { NOTIFICATION_TLPS, type Notification, type NotificationWish, notificationFor } from './notification.ts';
export { notificationMail, notificationMarkdown } from './notification-text.ts';
export type { NotifiedOrganisation } from './organisation.ts';
