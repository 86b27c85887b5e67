/** Whether everything is to be played, as `npm run test:long` does; `npm test` plays enough to notice what breaks. */
export const isCampaign = process.env.LANDFALL_CAMPAIGN === '1';
