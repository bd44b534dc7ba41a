/*
 * Words of the native menus and dialogs. The page has its own in resources/locales; these are needed
 * before there is a page, and without one.
 */
export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

const english = {
  file: 'File',
  openFiles: 'Open Files…',
  openFolder: 'Open Folder…',
  openSample: 'Open Sample Study',
  showStudies: 'Studies',
  export: 'Export Segmentation…',
  quit: 'Quit',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: 'View',
  toggleSegmentation: 'Show or Hide Segmentation',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  developerTools: 'Developer Tools',
  help: 'Help',
  showKeys: 'Keys and Mouse',
  about: 'About Glioscope',
  researchUseOnly: 'For research use only. Not a medical device: not for diagnosis or treatment decisions.',
  chooseFilesTitle: 'Choose the MRI files of a study',
  chooseFolderTitle: 'Choose a folder with the MRI files of a study',
  exportTitle: 'Save the segmentation as NIfTI',
  saveTitle: 'Save',
  exportFolderTitle: 'Choose a folder to save the study in',
  niftiFiles: 'NIfTI images',
  allFiles: 'All files',
  replaceQuestion: 'A file with this name already exists. Replace it?',
  replace: 'Replace',
  cancel: 'Cancel',
  strokesUnwritten: 'The last strokes of a correction are not on the disk. They are lost when the window closes.',
  closeAnyway: 'Close and Lose Them',
  cannotGoOn: 'Glioscope cannot go on',
  backendFailed:
    'The part of Glioscope that keeps your studies could not be started. Your files are untouched. They are kept in:',
  pageFailed: 'The window of Glioscope stopped repeatedly. Your studies are safe. Start Glioscope again.',
  storageFailed: 'The folder in which Glioscope keeps your studies cannot be used:',
};
export type Texts = Readonly<typeof english>;

const korean: Texts = {
  file: '파일',
  openFiles: '파일 열기…',
  openFolder: '폴더 열기…',
  openSample: '샘플 검사 열기',
  showStudies: '검사 목록',
  export: '분할 결과 내보내기…',
  quit: '종료',
  edit: '편집',
  undo: '실행 취소',
  redo: '다시 실행',
  cut: '잘라내기',
  copy: '복사',
  paste: '붙여넣기',
  selectAll: '모두 선택',
  view: '보기',
  toggleSegmentation: '분할 결과 표시/숨기기',
  actualSize: '실제 크기',
  zoomIn: '확대',
  zoomOut: '축소',
  fullScreen: '전체 화면',
  developerTools: '개발자 도구',
  help: '도움말',
  showKeys: '키보드와 마우스',
  about: 'Glioscope 정보',
  researchUseOnly: '연구용으로만 사용하십시오. 의료기기가 아니며, 진단이나 치료 결정에 사용할 수 없습니다.',
  chooseFilesTitle: '검사의 MRI 파일 선택',
  chooseFolderTitle: '검사의 MRI 파일이 있는 폴더 선택',
  exportTitle: '분할 결과를 NIfTI로 저장',
  saveTitle: '저장',
  exportFolderTitle: '검사를 저장할 폴더 선택',
  niftiFiles: 'NIfTI 영상',
  allFiles: '모든 파일',
  replaceQuestion: '같은 이름의 파일이 이미 있습니다. 바꾸시겠습니까?',
  replace: '바꾸기',
  cancel: '취소',
  strokesUnwritten: '수정의 마지막 획이 디스크에 저장되지 않았습니다. 창을 닫으면 사라집니다.',
  closeAnyway: '저장하지 않고 닫기',
  cannotGoOn: 'Glioscope를 계속할 수 없습니다',
  backendFailed: '검사를 보관하는 Glioscope 프로그램을 시작하지 못했습니다. 파일은 그대로입니다. 보관 위치:',
  pageFailed: 'Glioscope 창이 반복해서 중단되었습니다. 검사는 안전합니다. Glioscope를 다시 시작하십시오.',
  storageFailed: 'Glioscope가 검사를 보관하는 폴더를 사용할 수 없습니다:',
};

const byLanguage: Readonly<Record<Language, Texts>> = { en: english, ko: korean };

export function textsIn(language: Language): Texts {
  return byLanguage[language];
}

/** The language for a system locale such as 'ko-KR' or 'en-GB'. */
export function languageOfLocale(locale: string): Language {
  return /^ko\b/i.test(locale) ? 'ko' : 'en';
}
