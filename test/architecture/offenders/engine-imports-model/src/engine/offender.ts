import '../model/resnet.ts';
